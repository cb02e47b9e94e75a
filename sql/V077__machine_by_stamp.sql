-- The stamps of the machines that the marketplace sees, without a look at their rows.
CREATE INDEX machine_by_stamp ON machine (live_machine_id, stamp);
