-- The one row that says which release's process files are deployed; an older release takes no work.
CREATE TABLE IF NOT EXISTS deployed_release (
    singleton INT NOT NULL,
    version VARCHAR(64) NOT NULL,
    built_at DATETIME(3) NOT NULL,
    processes CHAR(64) NOT NULL,
    CONSTRAINT deployed_release_pk PRIMARY KEY (singleton)
);
