/// What the rows of refunds make of an order in a settlement: a sale and its refund in one file are told
/// apart by it.
///
/// Orders are summed again when a report asks for them, and findings are concluded anew.
let migration017 = """
  ALTER TABLE order_sum ADD COLUMN refund_total_minor INTEGER NOT NULL DEFAULT 0;
  DELETE FROM order_sum;
  DELETE FROM order_document;
  UPDATE meta SET value = 'no' WHERE key = 'concluded';
  """
