-- What cloud, store and disk listed for the reconciliation that runs; deleted at its end.
CREATE TABLE IF NOT EXISTS reconcile_listing (
    run_id CHAR(36) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    id VARCHAR(255) NOT NULL,
    name VARCHAR(255) NOT NULL,
    since DATETIME(3),
    words VARCHAR(1000) NOT NULL,
    CONSTRAINT reconcile_listing_pk PRIMARY KEY (run_id, kind, id)
);
