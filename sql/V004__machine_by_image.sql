-- Who waits for an image.
CREATE INDEX machine_by_image ON machine (package_id, architecture, state);
