-- TRUE once the cloud has refused to stop the instance.
ALTER TABLE machine ADD COLUMN unstoppable BOOLEAN DEFAULT FALSE NOT NULL;
