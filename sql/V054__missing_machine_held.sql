-- TRUE for what went missing together with many others, until it comes back or the operator says that it is gone.
ALTER TABLE missing_machine ADD COLUMN held BOOLEAN DEFAULT FALSE NOT NULL;
