CREATE INDEX publication_attempt_by_image ON publication_attempt (package_id, architecture, generation, kind);
