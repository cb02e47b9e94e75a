-- The truth about an image: one row for each package and architecture, locked by whoever decides about it.
CREATE TABLE IF NOT EXISTS image (
    package_id CHAR(36) NOT NULL,
    architecture VARCHAR(8) NOT NULL,
    state VARCHAR(16) NOT NULL,
    generation INT NOT NULL,
    import_process_id VARCHAR(64),
    kernel_id VARCHAR(64),
    ramdisk_id VARCHAR(64),
    image_id VARCHAR(64),
    refusal VARCHAR(1000),
    CONSTRAINT image_pk PRIMARY KEY (package_id, architecture)
);
