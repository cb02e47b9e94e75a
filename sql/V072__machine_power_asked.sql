-- What the buyer asked of the machine's power and has not got yet: STOP, START or REBOOT.
ALTER TABLE machine ADD COLUMN power_asked VARCHAR(16);
