/// Orders of a web store's export that were sold at an outlet's till, and what they are at the till;
/// what Amazon's fees for fulfilling other shops' orders are of.
///
/// A line of an export may be two lines of a ticket: what was sold and what was given back. Exports
/// of orders, and settlements with such fees, that were read before this step are read again.
let migration011 = """
  CREATE TABLE till_order (
    document_id INTEGER NOT NULL REFERENCES channel_document,
    line INTEGER NOT NULL,
    record_key TEXT NOT NULL,
    store TEXT NOT NULL,
    order_name TEXT NOT NULL,
    day INTEGER NOT NULL,
    outlet TEXT NOT NULL,
    outlet_store TEXT NOT NULL,
    tender TEXT NOT NULL,
    total_minor INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    is_counted INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (document_id, line)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX till_order_key ON till_order (record_key);

  DROP VIEW v_till_line;
  ALTER TABLE till_line RENAME TO till_line_before;
  DROP INDEX till_line_key;
  CREATE TABLE till_line (
    document_id INTEGER NOT NULL REFERENCES channel_document,
    line INTEGER NOT NULL,
    record_key TEXT NOT NULL,
    outlet TEXT NOT NULL,
    store TEXT NOT NULL,
    ticket TEXT NOT NULL,
    day INTEGER NOT NULL,
    is_refund INTEGER NOT NULL,
    sku TEXT NOT NULL,
    category TEXT NOT NULL,
    quantity_milli INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    tender TEXT NOT NULL,
    cost_minor INTEGER NOT NULL,
    is_counted INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (document_id, line, record_key)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO till_line SELECT * FROM till_line_before;
  DROP TABLE till_line_before;
  CREATE INDEX till_line_key ON till_line (record_key);
  CREATE VIEW v_till_line AS
    SELECT outlet, store, ticket, date(day * 86400, 'unixepoch') AS date, is_refund, sku, category,
      quantity_milli, discount_minor, tax_minor, total_minor, currency, tender, cost_minor
    FROM till_line WHERE is_counted = 1;

  DELETE FROM channel_finding WHERE document_id IN
    (SELECT document_id FROM channel_document WHERE kind = 'web_orders');
  DELETE FROM web_order_line;
  DELETE FROM web_order;
  DELETE FROM channel_document WHERE kind = 'web_orders';

  DELETE FROM fulfillment_document;
  DELETE FROM fulfillment_fee;
  ALTER TABLE fulfillment_fee ADD COLUMN component TEXT NOT NULL DEFAULT '';
  ALTER TABLE fulfillment_fee ADD COLUMN outlet TEXT NOT NULL DEFAULT '';
  ALTER TABLE fulfillment_fee ADD COLUMN category TEXT NOT NULL DEFAULT '';

  ALTER TABLE vendor_match ADD COLUMN credited_minor INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE vendor_match ADD COLUMN credit_notes TEXT NOT NULL DEFAULT '';
  ALTER TABLE vendor_match ADD COLUMN open_minor INTEGER;

  UPDATE meta SET value = 'no' WHERE key = 'concluded';
  """
