-- The orders that wait for an image, whatever has been ordered before them.
CREATE INDEX machine_by_progress ON machine (closed_at, state, package_id, architecture);
