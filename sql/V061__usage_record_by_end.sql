-- What ran in a month, and what is old enough to go.
CREATE INDEX usage_record_by_end ON usage_record (ended);
