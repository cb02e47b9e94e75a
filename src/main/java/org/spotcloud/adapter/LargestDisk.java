package org.spotcloud.adapter;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.spotcloud.adapter.imports.ConversionLimits;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that bounds what a package may inflate to. */
final class LargestDisk {
    @Option(
            names = "--max-disk",
            paramLabel = "SIZE",
            converter = Size.class,
            defaultValue = "16TB",
            description = "the largest disk, inflated, such as 200GB (default: ${DEFAULT-VALUE})")
    private long bytes;

    ConversionLimits limits() {
        return new ConversionLimits(bytes);
    }

    /** As sizes are written in the settings: a number of bytes, or of units of 1024 of the one before. */
    static final class Size implements ITypeConverter<Long> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,15})([KMGT]?B)?");
        private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");
        private static final int UNIT_BITS = 10;

        @Override
        public Long convert(String text) {
            Matcher form = FORM.matcher(text.toUpperCase(Locale.ROOT));
            if (form.matches()) {
                long number = Long.parseLong(form.group(1));
                int shift = form.group(2) == null ? 0 : UNITS.indexOf(form.group(2)) * UNIT_BITS;
                if (number > 0 && number <= Long.MAX_VALUE >> shift) {
                    return number << shift;
                }
            }
            throw new TypeConversionException("expected a size such as 200GB, found '" + text + "'");
        }
    }
}
