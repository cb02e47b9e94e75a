-- The nodes of this installation and when each was last heard of, in the database's time.
CREATE TABLE IF NOT EXISTS node (
    id CHAR(8) NOT NULL,
    boot VARCHAR(16) NOT NULL,
    started_at DATETIME(3) NOT NULL,
    seen_at DATETIME(3) NOT NULL,
    clock_offset_millis BIGINT NOT NULL,
    version VARCHAR(64) NOT NULL,
    CONSTRAINT node_pk PRIMARY KEY (id)
);
