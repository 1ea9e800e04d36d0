/// A line of a statement without the bank's reference is the line that another format prints with it:
/// the lines of all accounts are joined again. Refused bank files are read again: gzipped ones were.
let migration026 = """
  DELETE FROM refused_statement;
  UPDATE meta SET value = 'stale' WHERE key = 'bank_lines';
  UPDATE meta SET value = 'no' WHERE key = 'concluded';
  """
