package org.spotcloud.sandbox.ec2;

/**
 * A registered image as it really is; deregistered ones are kept.
 *
 * @param type {@code machine}, {@code kernel} or {@code ramdisk}
 * @param state {@code pending}, {@code available} or {@code failed}
 * @param reason why it failed, or null
 * @param size bytes of the decoded image; 0 while there is none
 * @param sha256 of the decoded image, hex; null while there is none
 * @param virtualSize bytes of the disk in a QCOW2 image
 */
public record ImageTruth(
        String id,
        String name,
        String location,
        String type,
        String architecture,
        String kernelId,
        String ramdiskId,
        String state,
        String reason,
        long size,
        String sha256,
        long virtualSize,
        boolean deregistered) {
    static ImageTruth of(Image image) {
        Image.Registration registration = image.registration();
        boolean decoded = image.decoded() != null;
        return new ImageTruth(
                image.id(),
                registration.name(),
                registration.location(),
                registration.kind().type(),
                registration.architecture(),
                registration.kernelId(),
                registration.ramdiskId(),
                image.state().text(),
                image.reason(),
                decoded ? image.decoded().size() : 0,
                decoded ? image.decoded().sha256() : null,
                decoded ? image.decoded().virtualSize() : 0,
                image.isDeregistered());
    }
}
