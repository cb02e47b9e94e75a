-- Who ran from when to when: sellers are paid by it. open_launch_id is set while the machine runs; NULLs may repeat.
CREATE TABLE IF NOT EXISTS usage_record (
    id CHAR(36) NOT NULL,
    launch_id CHAR(36) NOT NULL,
    open_launch_id CHAR(36),
    machine_id CHAR(36) NOT NULL,
    package_id CHAR(36) NOT NULL,
    hardware_id CHAR(36) NOT NULL,
    instance_type VARCHAR(255) NOT NULL,
    architecture VARCHAR(8) NOT NULL,
    instance_id VARCHAR(64),
    started DATETIME(3) NOT NULL,
    ended DATETIME(3),
    ended_because VARCHAR(16),
    CONSTRAINT usage_record_pk PRIMARY KEY (id),
    CONSTRAINT usage_record_open UNIQUE (open_launch_id)
);
