-- One row an attempt to publish a file: written before the first part is sent, deleted after its objects are.
CREATE TABLE publication_attempt (
    key_prefix         VARCHAR(128) NOT NULL,
    package_id         CHAR(36)     NOT NULL,
    architecture       VARCHAR(16)  NOT NULL,
    generation         INT          NOT NULL,
    kind               VARCHAR(16)  NOT NULL,
    attempt            VARCHAR(255) NOT NULL,
    bucket             VARCHAR(255) NOT NULL,
    sealed_key         VARCHAR(255) NOT NULL,
    sealed_iv          VARCHAR(255) NOT NULL,
    compressor         VARCHAR(64)  NOT NULL,
    compressor_version VARCHAR(128) NOT NULL,
    compression_level  INT          NOT NULL,
    part_size          INT          NOT NULL,
    tar_modified       DATETIME(3)  NOT NULL,
    tar_user_id        INT          NOT NULL,
    tar_group_id       INT          NOT NULL,
    started_at         DATETIME(3)  NOT NULL,
    image_id           VARCHAR(64),
    registered_at      DATETIME(3),
    CONSTRAINT publication_attempt_pk PRIMARY KEY (key_prefix)
);
