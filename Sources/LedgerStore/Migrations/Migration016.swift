/// What is asked of late transactions stands in their index. Findings know their store where their
/// document has none: files of several stores can have the same bytes. A bank's lines are kept as each
/// statement prints them, and an account's lines follow from all of them; what a bank's own figures
/// contradict is kept besides the footing.
///
/// Refused documents are read again, since each of their settlements is told, and so are statements;
/// findings are concluded anew.
let migration016 = """
  DROP INDEX movement_late;
  CREATE INDEX movement_late ON movement (store, seen_at, posted_at, place_id, total_minor)
    WHERE seen_at > posted_at + 259200;

  ALTER TABLE document_finding ADD COLUMN store TEXT;
  UPDATE document SET saying_count = 0 WHERE outcome = 'refused';

  CREATE TABLE statement_line (
    statement_number INTEGER NOT NULL REFERENCES bank_statement,
    position INTEGER NOT NULL,
    booking_day INTEGER NOT NULL,
    value_day INTEGER,
    amount_minor INTEGER NOT NULL,
    reference TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (statement_number, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE statement_difference (
    statement_number INTEGER NOT NULL REFERENCES bank_statement,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    stated INTEGER NOT NULL,
    found INTEGER NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (statement_number, position)
  ) STRICT, WITHOUT ROWID;
  DELETE FROM bank_line;
  DELETE FROM bank_statement;
  UPDATE meta SET value = 'no' WHERE key = 'concluded';
  """
