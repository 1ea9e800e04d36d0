/// Documents, settlement versions, double-entry postings and what was found about them.
///
/// Amounts are minor units; days are counted from 1970-01-01; instants are seconds of UTC. The
/// `v_…` views show them as people read them and are documented in the README.
let migration001 = """
  CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE document (
    document_id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    store TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ('posted', 'refused')),
    layout TEXT NOT NULL,
    encoding TEXT NOT NULL,
    line_count INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    blank_count INTEGER NOT NULL,
    repeated_header_count INTEGER NOT NULL,
    named_settlement_id TEXT,
    stated_currency TEXT,
    stated_start INTEGER,
    stated_end INTEGER
  ) STRICT;

  CREATE TABLE document_finding (
    document_id INTEGER NOT NULL REFERENCES document,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning')),
    line INTEGER,
    column_name TEXT,
    settlement_id TEXT,
    amount_minor INTEGER,
    currency TEXT,
    what TEXT NOT NULL,
    what_to_do TEXT NOT NULL,
    PRIMARY KEY (document_id, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE settlement_version (
    version_id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document,
    settlement_id TEXT NOT NULL,
    store TEXT NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    minor_digits INTEGER NOT NULL CHECK (minor_digits BETWEEN 0 AND 3),
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL CHECK (end_at > start_at),
    deposit_at INTEGER,
    stated_total_minor INTEGER NOT NULL,
    rows_total_minor INTEGER NOT NULL,
    row_count INTEGER NOT NULL CHECK (row_count >= 0),
    account_level_rows INTEGER NOT NULL,
    read_for_marketplace TEXT NOT NULL,
    cost_currency TEXT,
    -- Set when the books are settled:
    account_type TEXT,
    home_marketplace TEXT,
    version INTEGER,
    is_current INTEGER NOT NULL DEFAULT 0 CHECK (is_current IN (0, 1)),
    UNIQUE (document_id, settlement_id)
  ) STRICT;

  CREATE TABLE label (
    label_id INTEGER PRIMARY KEY,
    transaction_type TEXT NOT NULL,
    amount_type TEXT NOT NULL,
    amount_description TEXT NOT NULL,
    UNIQUE (transaction_type, amount_type, amount_description)
  ) STRICT;

  CREATE TABLE dimension (
    dimension_id INTEGER PRIMARY KEY,
    marketplace TEXT NOT NULL,
    category TEXT NOT NULL,
    outlet TEXT NOT NULL,
    UNIQUE (marketplace, category, outlet)
  ) STRICT;

  CREATE TABLE account (
    account_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    component TEXT
  ) STRICT;

  CREATE TABLE posting (
    version_id INTEGER NOT NULL REFERENCES settlement_version,
    position INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account,
    label_id INTEGER REFERENCES label,
    dimension_id INTEGER REFERENCES dimension,
    posted_day INTEGER,
    local_day INTEGER,
    amount_minor INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    order_count INTEGER NOT NULL,
    units INTEGER NOT NULL,
    units_without_cost INTEGER NOT NULL,
    cost_minor INTEGER NOT NULL,
    PRIMARY KEY (version_id, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE identity_result (
    position INTEGER PRIMARY KEY,
    identity TEXT NOT NULL,
    store TEXT NOT NULL,
    account_type TEXT NOT NULL,
    currency TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('holds', 'broken', 'undetermined')),
    expected TEXT NOT NULL,
    actual TEXT NOT NULL,
    difference TEXT NOT NULL,
    cause TEXT NOT NULL,
    evidence TEXT NOT NULL
  ) STRICT;

  CREATE TABLE exception (
    exception_id TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL,
    opened TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning')),
    kind TEXT NOT NULL,
    store TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    amount_minor INTEGER,
    currency TEXT NOT NULL,
    what TEXT NOT NULL,
    place TEXT NOT NULL,
    what_to_do TEXT NOT NULL,
    status TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE VIEW v_settlement AS
    SELECT settlement_id, s.store, account_type, currency,
      strftime('%Y-%m-%dT%H:%M:%SZ', start_at, 'unixepoch') AS start,
      strftime('%Y-%m-%dT%H:%M:%SZ', end_at, 'unixepoch') AS "end",
      strftime('%Y-%m-%dT%H:%M:%SZ', deposit_at, 'unixepoch') AS deposit_date,
      stated_total_minor, rows_total_minor, minor_digits, s.row_count, version, is_current,
      sha256
    FROM settlement_version s JOIN document USING (document_id);

  CREATE VIEW v_posting AS
    SELECT s.settlement_id, s.store, s.version, s.is_current, s.currency, s.minor_digits,
      a.name AS account, a.component, l.transaction_type, l.amount_type, l.amount_description,
      d.marketplace, d.category, d.outlet,
      date(p.posted_day * 86400, 'unixepoch') AS posted_date,
      date(p.local_day * 86400, 'unixepoch') AS local_date,
      p.amount_minor, p.row_count, p.order_count, p.units, p.cost_minor
    FROM posting p
    JOIN settlement_version s USING (version_id)
    JOIN account a USING (account_id)
    LEFT JOIN label l USING (label_id)
    LEFT JOIN dimension d USING (dimension_id);

  CREATE VIEW v_component AS
    SELECT settlement_id, store, marketplace, currency, minor_digits, posted_date, local_date,
      category, outlet, component, -sum(amount_minor) AS amount_minor, sum(row_count) AS rows
    FROM v_posting WHERE is_current = 1 AND component IS NOT NULL
    GROUP BY settlement_id, store, marketplace, currency, posted_date, local_date, category,
      outlet, component;

  CREATE VIEW v_trial_balance AS
    SELECT account, currency, minor_digits, sum(amount_minor) AS balance_minor
    FROM v_posting WHERE is_current = 1 GROUP BY account, currency;

  CREATE VIEW v_exception AS
    SELECT exception_id AS id, opened, severity, kind, store, settlement_id, amount_minor, currency,
      what, place AS "where", what_to_do, status
    FROM exception ORDER BY position;
  """
