-- What became of each order, as the marketplace asks for it.
CREATE TABLE IF NOT EXISTS order_transaction (
    id CHAR(36) NOT NULL,
    launch_id CHAR(36) NOT NULL,
    machine_id CHAR(36) NOT NULL,
    started DATETIME(3) NOT NULL,
    ended DATETIME(3),
    completed INT NOT NULL,
    is_error BOOLEAN NOT NULL,
    message VARCHAR(2000) NOT NULL,
    CONSTRAINT order_transaction_pk PRIMARY KEY (id),
    CONSTRAINT order_transaction_launch UNIQUE (launch_id)
);
