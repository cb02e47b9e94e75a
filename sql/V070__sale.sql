-- Its one row is locked while an order is counted against the ceilings.
CREATE TABLE IF NOT EXISTS sale (
    singleton INT NOT NULL,
    CONSTRAINT sale_pk PRIMARY KEY (singleton)
);
