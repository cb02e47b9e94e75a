-- One row a reconciliation. running is 1 while it runs and NULL afterwards: unique, so that one runs at a time.
CREATE TABLE IF NOT EXISTS reconcile_run (
    id CHAR(36) NOT NULL,
    running INT,
    process_id VARCHAR(64),
    removes BOOLEAN NOT NULL,
    started_at DATETIME(3) NOT NULL,
    ended_at DATETIME(3),
    CONSTRAINT reconcile_run_pk PRIMARY KEY (id),
    CONSTRAINT reconcile_run_running UNIQUE (running)
);
