/// The vendor side: the last state of each record, and what was concluded from all of them.
///
/// A record keeps its own bytes: what it says is read again when something is concluded.
let migration006 = """
  CREATE TABLE vendor_document (
    sha256 TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    record_count INTEGER NOT NULL,
    problem_count INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE vendor_problem (
    sha256 TEXT NOT NULL REFERENCES vendor_document (sha256),
    position INTEGER NOT NULL,
    line INTEGER NOT NULL,
    what TEXT NOT NULL,
    what_to_do TEXT NOT NULL,
    PRIMARY KEY (sha256, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE vendor_record (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    known_at INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    line INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT;

  CREATE TABLE vendor_match (
    position INTEGER PRIMARY KEY,
    po_number TEXT NOT NULL,
    line TEXT NOT NULL,
    sku TEXT NOT NULL,
    asin TEXT NOT NULL,
    vendor_code TEXT NOT NULL,
    ordered INTEGER,
    accepted INTEGER,
    notified INTEGER,
    received INTEGER,
    invoice_number TEXT NOT NULL,
    invoiced INTEGER,
    po_unit_cost TEXT NOT NULL,
    invoice_unit_cost TEXT NOT NULL,
    currency TEXT NOT NULL,
    invoiced_minor INTEGER NOT NULL,
    expected_minor INTEGER,
    paid_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    variance_class TEXT NOT NULL,
    state TEXT NOT NULL,
    recoverable_minor INTEGER NOT NULL,
    issue_day INTEGER NOT NULL,
    due_day INTEGER,
    paid_day INTEGER,
    payment_number TEXT NOT NULL,
    bank_line_id TEXT NOT NULL,
    deducted INTEGER NOT NULL,
    deducted_minor INTEGER NOT NULL,
    age_days INTEGER,
    verdict TEXT NOT NULL,
    why TEXT NOT NULL,
    evidence TEXT NOT NULL
  ) STRICT;

  CREATE TABLE vendor_line (
    position INTEGER PRIMARY KEY,
    po_number TEXT NOT NULL,
    line TEXT NOT NULL,
    sku TEXT NOT NULL,
    asin TEXT NOT NULL,
    vendor_code TEXT NOT NULL,
    currency TEXT NOT NULL,
    unit_cost TEXT NOT NULL,
    ordered INTEGER,
    accepted INTEGER,
    notified INTEGER,
    received INTEGER,
    invoiced INTEGER NOT NULL,
    paid INTEGER NOT NULL,
    ordered_minor INTEGER,
    accepted_minor INTEGER,
    notified_minor INTEGER,
    received_minor INTEGER,
    invoiced_minor INTEGER NOT NULL,
    paid_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    deducted_minor INTEGER NOT NULL,
    invoices TEXT NOT NULL
  ) STRICT;

  CREATE TABLE vendor_recovery (
    position INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    line TEXT NOT NULL,
    po_number TEXT NOT NULL,
    vendor_code TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    recoverable_minor INTEGER NOT NULL,
    claimed_minor INTEGER NOT NULL,
    claimable_minor INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    why TEXT NOT NULL,
    deadline INTEGER,
    claim TEXT NOT NULL,
    issue_day INTEGER NOT NULL,
    paid_day INTEGER,
    evidence TEXT NOT NULL
  ) STRICT;

  CREATE TABLE vendor_deposit (
    payment_id TEXT NOT NULL,
    payment_number TEXT NOT NULL,
    line_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (payment_id, line_id)
  ) STRICT, WITHOUT ROWID;
  """
