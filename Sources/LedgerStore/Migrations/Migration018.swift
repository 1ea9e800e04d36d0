/// Identities and receivables are kept in stretches, of which only those that differ are written; a
/// stretch has a fingerprint of its rows. Both are concluded anew.
let migration018 = """
  CREATE TABLE concluded_stretch (
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    print_high INTEGER NOT NULL,
    print_low INTEGER NOT NULL,
    PRIMARY KEY (kind, number)
  ) STRICT, WITHOUT ROWID;

  DELETE FROM identity_result;

  DROP VIEW v_receivable;
  DROP TABLE receivable;
  CREATE TABLE receivable (
    position INTEGER PRIMARY KEY,
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
    deposited_minor INTEGER NOT NULL
  ) STRICT;
  CREATE VIEW v_receivable AS
    SELECT store, account_type, currency, marketplace, date(day * 86400, 'unixepoch') AS date,
      available_minor, deferred_minor, reserve_minor, in_transit_minor,
      available_minor + deferred_minor + reserve_minor + in_transit_minor AS total_owed_minor
    FROM receivable;
  UPDATE meta SET value = 'no' WHERE key = 'concluded';
  """
