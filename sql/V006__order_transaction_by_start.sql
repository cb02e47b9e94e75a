CREATE INDEX order_transaction_by_start ON order_transaction (started, id);
