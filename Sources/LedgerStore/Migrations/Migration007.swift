/// What tills and web stores report, row by row, as their exports say it.
///
/// Exports overlap: the same ticket, order or transaction stands in several of them. `record_key`
/// names the thing that a row tells of, `is_counted` is 1 for the one row that counts: that of the
/// export that reaches furthest.
let migration007 = """
  CREATE TABLE channel_document (
    document_id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    layout TEXT NOT NULL,
    store TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('posted', 'refused')),
    row_count INTEGER NOT NULL,
    first_day INTEGER,
    last_day INTEGER
  ) STRICT;

  CREATE TABLE channel_finding (
    document_id INTEGER NOT NULL REFERENCES channel_document,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    store TEXT NOT NULL,
    line INTEGER,
    column_name TEXT,
    amount_minor INTEGER,
    currency TEXT NOT NULL,
    what TEXT NOT NULL,
    what_to_do TEXT NOT NULL,
    PRIMARY KEY (document_id, position)
  ) STRICT, WITHOUT ROWID;

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
    PRIMARY KEY (document_id, line)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX till_line_key ON till_line (record_key);

  CREATE TABLE tender_total (
    document_id INTEGER NOT NULL REFERENCES channel_document,
    line INTEGER NOT NULL,
    record_key TEXT NOT NULL,
    outlet TEXT NOT NULL,
    day INTEGER NOT NULL,
    tender TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    is_counted INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (document_id, line)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tender_total_key ON tender_total (record_key);

  CREATE TABLE till_deposit (
    document_id INTEGER NOT NULL REFERENCES channel_document,
    line INTEGER NOT NULL,
    record_key TEXT NOT NULL,
    deposit_id TEXT NOT NULL,
    outlet TEXT NOT NULL,
    from_day INTEGER NOT NULL,
    to_day INTEGER NOT NULL,
    tender TEXT NOT NULL,
    gross_minor INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL,
    over_short_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    bank TEXT NOT NULL,
    bank_day INTEGER,
    is_counted INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (document_id, line)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX till_deposit_key ON till_deposit (record_key);

  CREATE TABLE web_order (
    document_id INTEGER NOT NULL REFERENCES channel_document,
    line INTEGER NOT NULL,
    record_key TEXT NOT NULL,
    store TEXT NOT NULL,
    order_name TEXT NOT NULL,
    day INTEGER NOT NULL,
    paid_day INTEGER,
    shipped_day INTEGER,
    cancelled_day INTEGER,
    payment_status TEXT NOT NULL,
    payment_method TEXT NOT NULL,
    shipping_method TEXT NOT NULL,
    lines_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    shipping_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    added_tax_minor INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    refunded_minor INTEGER NOT NULL,
    unit_count_milli INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    is_counted INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (document_id, line)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX web_order_key ON web_order (record_key);

  CREATE TABLE web_order_line (
    document_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    order_line INTEGER NOT NULL,
    sku TEXT NOT NULL,
    category TEXT NOT NULL,
    quantity_milli INTEGER NOT NULL,
    gross_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    cost_minor INTEGER NOT NULL,
    PRIMARY KEY (document_id, line),
    FOREIGN KEY (document_id, order_line) REFERENCES web_order (document_id, line)
      DEFERRABLE INITIALLY DEFERRED
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE web_transaction (
    document_id INTEGER NOT NULL REFERENCES channel_document,
    line INTEGER NOT NULL,
    record_key TEXT NOT NULL,
    store TEXT NOT NULL,
    day INTEGER NOT NULL,
    type TEXT NOT NULL,
    order_name TEXT NOT NULL,
    payout_id TEXT NOT NULL,
    payout_status TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    is_counted INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (document_id, line)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX web_transaction_key ON web_transaction (record_key);

  CREATE TABLE web_payout (
    document_id INTEGER NOT NULL REFERENCES channel_document,
    line INTEGER NOT NULL,
    record_key TEXT NOT NULL,
    store TEXT NOT NULL,
    payout_id TEXT NOT NULL,
    day INTEGER NOT NULL,
    status TEXT NOT NULL,
    charges_minor INTEGER NOT NULL,
    refunds_minor INTEGER NOT NULL,
    adjustments_minor INTEGER NOT NULL,
    reserved_minor INTEGER NOT NULL,
    fees_minor INTEGER NOT NULL,
    retried_minor INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    is_counted INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (document_id, line)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX web_payout_key ON web_payout (record_key);

  CREATE TABLE channel_match (
    source TEXT NOT NULL CHECK (source IN ('till', 'webstore')),
    store TEXT NOT NULL,
    deposit_id TEXT NOT NULL,
    status TEXT NOT NULL,
    line_id TEXT NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (source, store, deposit_id, line_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE fulfillment_document (
    sha256 TEXT NOT NULL PRIMARY KEY
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE fulfillment_fee (
    sha256 TEXT NOT NULL,
    line INTEGER NOT NULL,
    store TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    merchant_order TEXT NOT NULL,
    order_id TEXT NOT NULL,
    day INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    PRIMARY KEY (sha256, line)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX fulfillment_fee_order ON fulfillment_fee (merchant_order);

  CREATE TABLE sku_document (
    sha256 TEXT NOT NULL PRIMARY KEY
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sku_sum (
    sha256 TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    sku TEXT NOT NULL,
    month TEXT NOT NULL,
    component TEXT NOT NULL,
    outlet TEXT NOT NULL,
    category TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    units INTEGER NOT NULL,
    PRIMARY KEY (sha256, settlement_id, sku, month, component, outlet, category)
  ) STRICT, WITHOUT ROWID;

  CREATE VIEW v_till_line AS
    SELECT outlet, store, ticket, date(day * 86400, 'unixepoch') AS date, is_refund, sku, category,
      quantity_milli, discount_minor, tax_minor, total_minor, currency, tender, cost_minor
    FROM till_line WHERE is_counted = 1;

  CREATE VIEW v_web_order AS
    SELECT store, order_name, date(day * 86400, 'unixepoch') AS date, payment_status,
      date(shipped_day * 86400, 'unixepoch') AS shipped, shipping_method, lines_minor,
      discount_minor, shipping_minor, tax_minor, total_minor, refunded_minor, currency
    FROM web_order WHERE is_counted = 1;
  """
