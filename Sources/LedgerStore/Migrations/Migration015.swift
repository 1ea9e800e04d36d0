/// What tells one version's content from another's: SHA-256 of its rows, made only where another
/// version of the settlement has the same head and the same sums.
///
/// Findings are concluded anew: some restatements were the same content in other bytes.
let migration015 = """
  ALTER TABLE settlement_version ADD COLUMN content_sha256 TEXT;
  CREATE INDEX settlement_version_by_settlement ON settlement_version (store, settlement_id);
  UPDATE meta SET value = 'no' WHERE key = 'concluded';
  """
