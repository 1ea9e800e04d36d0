/// What SP-API has told: event groups, transactions, payouts and control totals.
///
/// Each table holds the latest state by Amazon's own id; the `…_state` tables keep when which state
/// was first seen. Amounts are minor units, instants seconds of UTC, days counted from 1970-01-01.
/// NULL is unknown, never zero.
let migration002 = """
  CREATE TABLE event_group (
    store TEXT NOT NULL,
    group_id TEXT NOT NULL,
    processing_status TEXT NOT NULL,
    currency TEXT,
    original_total_minor INTEGER,
    converted_currency TEXT,
    converted_total_minor INTEGER,
    beginning_balance_minor INTEGER,
    start_at INTEGER,
    end_at INTEGER,
    transfer_status TEXT,
    transfer_at INTEGER,
    trace_id TEXT,
    account_tail TEXT,
    PRIMARY KEY (store, group_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE event_group_state (
    store TEXT NOT NULL,
    group_id TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    processing_status TEXT NOT NULL,
    original_total_minor INTEGER,
    transfer_status TEXT,
    PRIMARY KEY (store, group_id, known_from)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE amazon_transaction (
    transaction_number INTEGER PRIMARY KEY,
    store TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('DEFERRED', 'RELEASED', 'DEFERRED_RELEASED')),
    type TEXT NOT NULL,
    description TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    total_minor INTEGER NOT NULL,
    account_type TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    order_id TEXT,
    group_id TEXT,
    settlement_id TEXT,
    deferred_id TEXT,
    release_id TEXT,
    disbursement_id TEXT,
    deferral_reason TEXT,
    matures_at INTEGER,
    lines_hash INTEGER NOT NULL,
    UNIQUE (store, transaction_id)
  ) STRICT;
  CREATE INDEX transaction_by_group ON amazon_transaction (store, group_id);
  CREATE INDEX transaction_by_deferred ON amazon_transaction (store, deferred_id)
    WHERE deferred_id IS NOT NULL;

  CREATE TABLE transaction_state (
    store TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    status TEXT NOT NULL,
    matures_at INTEGER,
    PRIMARY KEY (store, transaction_id, known_from)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE line_path (
    path_id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE transaction_line (
    transaction_number INTEGER NOT NULL REFERENCES amazon_transaction,
    position INTEGER NOT NULL,
    sku TEXT NOT NULL,
    path_id INTEGER NOT NULL REFERENCES line_path,
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (transaction_number, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE payout (
    store TEXT NOT NULL,
    payout_id TEXT NOT NULL,
    status TEXT NOT NULL,
    type TEXT NOT NULL,
    currency TEXT,
    amount_minor INTEGER,
    account_type TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    created_at INTEGER,
    trace_id TEXT,
    account_tail TEXT,
    settlement_id TEXT,
    PRIMARY KEY (store, payout_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE payout_state (
    store TEXT NOT NULL,
    payout_id TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (store, payout_id, known_from)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE control_total (
    store TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    net_proceeds_minor INTEGER NOT NULL,
    PRIMARY KEY (store, settlement_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE balance (
    store TEXT NOT NULL,
    account_type TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    day INTEGER NOT NULL,
    balance_type TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (store, account_type, marketplace_id, currency, day, balance_type)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE expected_payout (
    store TEXT NOT NULL,
    account_type TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    status TEXT NOT NULL,
    currency TEXT,
    amount_minor INTEGER,
    scheduled_day INTEGER,
    PRIMARY KEY (store, account_type, marketplace_id, known_from)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE group_event (
    store TEXT NOT NULL,
    group_id TEXT NOT NULL,
    list TEXT NOT NULL,
    order_id TEXT NOT NULL,
    posted_at INTEGER,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX group_event_by_group ON group_event (store, group_id);

  CREATE TABLE listed_report (
    store TEXT NOT NULL,
    report_id TEXT NOT NULL,
    document_id TEXT,
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    start_at INTEGER,
    end_at INTEGER,
    PRIMARY KEY (store, report_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE participation (
    store TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    name TEXT NOT NULL,
    country_code TEXT NOT NULL,
    currency TEXT NOT NULL,
    is_participating INTEGER NOT NULL CHECK (is_participating IN (0, 1)),
    PRIMARY KEY (store, marketplace_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE unknown_part (
    store TEXT NOT NULL,
    operation TEXT NOT NULL,
    part TEXT NOT NULL,
    count INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    PRIMARY KEY (store, operation, part)
  ) STRICT, WITHOUT ROWID;

  CREATE VIEW v_event_group AS
    SELECT store, group_id, processing_status, currency, original_total_minor,
      beginning_balance_minor, converted_currency, converted_total_minor,
      strftime('%Y-%m-%dT%H:%M:%SZ', start_at, 'unixepoch') AS start,
      strftime('%Y-%m-%dT%H:%M:%SZ', end_at, 'unixepoch') AS "end",
      transfer_status, strftime('%Y-%m-%dT%H:%M:%SZ', transfer_at, 'unixepoch') AS transfer_at
    FROM event_group;

  CREATE VIEW v_transaction AS
    SELECT store, transaction_id, status, type, description,
      strftime('%Y-%m-%dT%H:%M:%SZ', posted_at, 'unixepoch') AS posted_at, currency, total_minor,
      account_type, order_id, group_id, settlement_id, deferral_reason,
      strftime('%Y-%m-%dT%H:%M:%SZ', matures_at, 'unixepoch') AS matures_at
    FROM amazon_transaction;

  CREATE VIEW v_payout AS
    SELECT store, payout_id, status, type, currency, amount_minor, account_type, settlement_id,
      strftime('%Y-%m-%dT%H:%M:%SZ', created_at, 'unixepoch') AS created_at
    FROM payout;
  """
