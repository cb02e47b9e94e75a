-- Counts what was asked of the machine's power.
ALTER TABLE machine ADD COLUMN power_serial INT DEFAULT 0 NOT NULL;
