INSERT INTO sale (singleton) VALUES (1);
