/// What is asked of late transactions stands in their index. Findings know their store where their
/// document has none: files of several stores can have the same bytes.
///
/// Refused documents are read again, since each of their settlements is told; findings are concluded
/// anew.
let migration016 = """
  DROP INDEX movement_late;
  CREATE INDEX movement_late ON movement (store, seen_at, posted_at, place_id, total_minor)
    WHERE seen_at > posted_at + 259200;

  ALTER TABLE document_finding ADD COLUMN store TEXT;
  UPDATE document SET saying_count = 0 WHERE outcome = 'refused';
  UPDATE meta SET value = 'no' WHERE key = 'concluded';
  """
