-- As that of a machine: what is known of packages is part of what is told of machines.
ALTER TABLE package_listing ADD COLUMN stamp BIGINT DEFAULT 0 NOT NULL;
