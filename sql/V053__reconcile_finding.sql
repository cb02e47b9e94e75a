-- What bears the mark of this installation and belongs to nobody. told_at is set when the operator wants it removed.
CREATE TABLE IF NOT EXISTS reconcile_finding (
    kind VARCHAR(16) NOT NULL,
    id VARCHAR(255) NOT NULL,
    name VARCHAR(255) NOT NULL,
    first_seen DATETIME(3) NOT NULL,
    last_run CHAR(36) NOT NULL,
    state VARCHAR(16) NOT NULL,
    told_at DATETIME(3),
    settled_at DATETIME(3),
    words VARCHAR(1000) NOT NULL,
    CONSTRAINT reconcile_finding_pk PRIMARY KEY (kind, id)
);
