/// Movements in pieces beside their rows (`MovementBlock`): who reads all of them reads these.
let migration023 = """
  CREATE TABLE movement_block (
    store TEXT NOT NULL,
    place INTEGER NOT NULL,
    records BLOB NOT NULL,
    PRIMARY KEY (store, place)
  ) STRICT;
  INSERT OR IGNORE INTO stale SELECT 'transaction', store, transaction_id FROM amazon_transaction;
  """
