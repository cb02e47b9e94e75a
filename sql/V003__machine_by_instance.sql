CREATE INDEX machine_by_instance ON machine (instance_id);
