-- The process that changes the machine's power, while there is one.
ALTER TABLE machine ADD COLUMN power_process_id VARCHAR(64);
