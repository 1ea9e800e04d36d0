/// Matches know their invoice's identifier: two payees may use one number.
///
/// Vendor documents are read again: what was sent is now kept by number and payee.
let migration019 = """
  ALTER TABLE vendor_match ADD COLUMN invoice_id TEXT NOT NULL DEFAULT '';
  DELETE FROM vendor_match;
  DELETE FROM vendor_record;
  DELETE FROM vendor_problem;
  DELETE FROM vendor_document;
  UPDATE meta SET value = 'no' WHERE key = 'concluded';
  """
