-- hardware_id in the spelling it was ordered in, which answers repeat; NULL for orders from before.
ALTER TABLE machine ADD COLUMN ordered_hardware CHAR(36);
