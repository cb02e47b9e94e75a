CREATE TABLE IF NOT EXISTS hardware_template (
    id CHAR(36) NOT NULL,
    instance_type VARCHAR(255) NOT NULL,
    architecture VARCHAR(8) NOT NULL,
    vcpus INT NOT NULL,
    memory_mib BIGINT NOT NULL,
    disk_gib BIGINT NOT NULL,
    offered BOOLEAN NOT NULL,
    CONSTRAINT hardware_template_pk PRIMARY KEY (id)
);
