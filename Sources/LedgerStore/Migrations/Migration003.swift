/// What the bank says, what was concluded from it, and people's decisions.
///
/// `release_day` and `event_comparison` are found in the settlements' rows; they are kept because
/// reading them again costs a pass over the documents.
let migration003 = """
  CREATE TABLE bank_statement (
    statement_number INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    statement_id TEXT NOT NULL,
    from_day INTEGER,
    to_day INTEGER,
    opening_minor INTEGER,
    closing_minor INTEGER,
    difference_minor INTEGER,
    UNIQUE (sha256, position)
  ) STRICT;

  CREATE TABLE bank_line (
    line_id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    booking_day INTEGER NOT NULL,
    value_day INTEGER,
    amount_minor INTEGER NOT NULL,
    reference TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE refused_statement (
    sha256 TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    what TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE deposit_match (
    store TEXT NOT NULL,
    payout_id TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('exact', 'converted', 'merged', 'split')),
    evidence TEXT NOT NULL,
    PRIMARY KEY (store, payout_id, line_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE event_comparison (
    version_id INTEGER PRIMARY KEY,
    group_id TEXT NOT NULL,
    lines_hash INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE event_difference (
    version_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    order_id TEXT NOT NULL,
    path TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (version_id, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE release_day (
    store TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (store, transaction_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE receivable (
    store TEXT NOT NULL,
    account_type TEXT NOT NULL,
    currency TEXT NOT NULL,
    marketplace TEXT NOT NULL,
    day INTEGER NOT NULL,
    available_minor INTEGER NOT NULL,
    deferred_minor INTEGER NOT NULL,
    reserve_minor INTEGER NOT NULL,
    in_transit_minor INTEGER NOT NULL,
    posted_minor INTEGER NOT NULL,
    deposited_minor INTEGER NOT NULL,
    PRIMARY KEY (store, account_type, currency, marketplace, day)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE decision (
    exception_id TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (exception_id, decided_at, sha256)
  ) STRICT, WITHOUT ROWID;

  CREATE VIEW latest_decision AS
    SELECT exception_id, max(decided_at) AS decided_at, reason FROM decision GROUP BY exception_id;

  CREATE VIEW v_bank_line AS
    SELECT line_id, account, currency, date(booking_day * 86400, 'unixepoch') AS booking_date,
      date(value_day * 86400, 'unixepoch') AS value_date, amount_minor, reference, text
    FROM bank_line;

  CREATE VIEW v_deposit AS
    SELECT m.store, m.settlement_id, m.payout_id, m.kind, m.evidence, l.line_id, l.account,
      l.currency, date(l.booking_day * 86400, 'unixepoch') AS booking_date, l.amount_minor
    FROM deposit_match m JOIN bank_line l USING (line_id);

  CREATE VIEW v_receivable AS
    SELECT store, account_type, currency, marketplace, date(day * 86400, 'unixepoch') AS date,
      available_minor, deferred_minor, reserve_minor, in_transit_minor,
      available_minor + deferred_minor + reserve_minor + in_transit_minor AS total_owed_minor
    FROM receivable;
  """
