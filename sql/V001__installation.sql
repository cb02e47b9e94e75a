-- The one row that names this installation in clouds and stores.
CREATE TABLE IF NOT EXISTS installation (
    singleton INT NOT NULL,
    id CHAR(8) NOT NULL,
    CONSTRAINT installation_pk PRIMARY KEY (singleton)
);
