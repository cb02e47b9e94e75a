package org.spotcloud.adapter.imports;

/**
 * What a conversion may use.
 *
 * @param maxDiskBytes the largest disk, inflated
 */
public record ConversionLimits(long maxDiskBytes) {
    public ConversionLimits {
        if (maxDiskBytes <= 0) {
            throw new IllegalArgumentException("the largest disk has a positive size, not " + maxDiskBytes);
        }
    }
}
