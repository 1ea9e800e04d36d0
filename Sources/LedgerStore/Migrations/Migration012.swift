/// The words in which a transaction was told last, as the two halves of a digest: what is told again
/// in the same words is not read again. It may be emptied at any time.
///
/// Settlements that differed from their transactions are compared anew: some differences were none.
let migration012 = """
  CREATE TABLE transaction_wording (
    transaction_number INTEGER PRIMARY KEY,
    store TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    high INTEGER NOT NULL,
    low INTEGER NOT NULL
  ) STRICT;
  DELETE FROM event_comparison WHERE version_id IN (SELECT version_id FROM event_difference);
  """
