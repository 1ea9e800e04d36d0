/// What settlement rows sum to by order: found in the archive for the reports that ask for it.
///
/// `order_settlement` numbers the settlements of the documents that were looked through, so that an
/// order's sums name theirs by a number.
let migration009 = """
  CREATE TABLE order_document (
    sha256 TEXT NOT NULL PRIMARY KEY,
    home_marketplace TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE order_settlement (
    settlement_number INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    UNIQUE (sha256, settlement_id)
  ) STRICT;

  CREATE TABLE order_sum (
    store TEXT NOT NULL,
    order_id TEXT NOT NULL,
    settlement_number INTEGER NOT NULL REFERENCES order_settlement,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    charged_minor INTEGER NOT NULL,
    refunded_minor INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    units INTEGER NOT NULL,
    PRIMARY KEY (store, order_id, settlement_number)
  ) STRICT, WITHOUT ROWID;
  """
