CREATE INDEX package_listing_by_stamp ON package_listing (stamp);
