/// Of what several vendor documents tell in the same state, the one that told it first is kept: it
/// stays the same however often a list tells it again. The documents are read again for that.
let migration025 = """
  DELETE FROM vendor_record;
  DELETE FROM vendor_problem;
  DELETE FROM vendor_document;
  UPDATE meta SET value = 'no' WHERE key = 'concluded';
  """
