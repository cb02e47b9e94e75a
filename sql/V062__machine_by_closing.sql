-- The machines that are not closed are few among all that were; the closed ones go when they are old.
CREATE INDEX machine_by_closing ON machine (closed_at);
