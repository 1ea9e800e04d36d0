/// The tax in invoices, in the credit notes for them, and what of payments was withheld as tax.
///
/// Vendor records have said so since: conclusions are drawn anew.
let migration022 = """
  ALTER TABLE vendor_match ADD COLUMN tax_minor INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE vendor_match ADD COLUMN credited_tax_minor INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE vendor_match ADD COLUMN withheld_minor INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE vendor_line ADD COLUMN tax_minor INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE vendor_line ADD COLUMN withheld_minor INTEGER NOT NULL DEFAULT 0;
  UPDATE meta SET value = 'no' WHERE key = 'concluded';
  """
