CREATE TABLE IF NOT EXISTS package_listing (
    id CHAR(36) NOT NULL,
    name VARCHAR(255) NOT NULL,
    storage_mib BIGINT NOT NULL,
    os VARCHAR(255) NOT NULL,
    description VARCHAR(2000) NOT NULL,
    CONSTRAINT package_listing_pk PRIMARY KEY (id)
);
