/// Months that were locked and unlocked, in the order in which that was done.
///
/// `body` is the archived document: the month's journal and trial balance as they were locked, or
/// the reason for which a month was opened again.
let migration004 = """
  CREATE TABLE period_document (
    sequence INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    acted_at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  """
