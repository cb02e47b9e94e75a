-- A number that is new with each write of the row, so that a sum of them tells whether anything was written.
ALTER TABLE machine ADD COLUMN stamp BIGINT DEFAULT 0 NOT NULL;
