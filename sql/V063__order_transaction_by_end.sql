CREATE INDEX order_transaction_by_end ON order_transaction (ended);
