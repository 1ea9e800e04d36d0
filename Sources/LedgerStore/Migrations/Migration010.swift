/// The marketplace that an order was placed on, by its id; empty where none is named. What was told
/// before has none until it is told again or the ledger is rebuilt.
let migration010 = """
  ALTER TABLE amazon_transaction ADD COLUMN sold_to_id TEXT NOT NULL DEFAULT '';
  """
