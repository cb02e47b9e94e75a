-- Which launch uses which public address of the cloud's project. A claim is made before the address is associated.
CREATE TABLE IF NOT EXISTS address_claim (
    launch_id CHAR(36) NOT NULL,
    public_address VARCHAR(64) NOT NULL,
    allocated BOOLEAN NOT NULL,
    CONSTRAINT address_claim_pk PRIMARY KEY (launch_id),
    CONSTRAINT address_claim_address UNIQUE (public_address)
);
