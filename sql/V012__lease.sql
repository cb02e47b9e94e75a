-- Who does what only one node at a time shall do.
CREATE TABLE IF NOT EXISTS lease (
    name VARCHAR(32) NOT NULL,
    holder VARCHAR(128) NOT NULL,
    held_until DATETIME(3) NOT NULL,
    CONSTRAINT lease_pk PRIMARY KEY (name)
);
