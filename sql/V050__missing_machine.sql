-- The machines whose instance the cloud does not know any more, while that is so.
CREATE TABLE IF NOT EXISTS missing_machine (
    launch_id CHAR(36) NOT NULL,
    since DATETIME(3) NOT NULL,
    counted_at DATETIME(3) NOT NULL,
    counted_millis BIGINT NOT NULL,
    confirmed BOOLEAN NOT NULL,
    CONSTRAINT missing_machine_pk PRIMARY KEY (launch_id)
);
