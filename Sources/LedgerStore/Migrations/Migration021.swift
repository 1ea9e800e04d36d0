/// Orders by month, as the last night's reports have them, and which orders were told anew since:
/// `OrderMonths` says what they are for. Without a stamp nothing is kept, and nothing is noted.
///
/// A settlement that comes into force or goes out of it moves its orders without any of their rows
/// being written, and so does a document that was taken out and comes back, since its sums have stayed;
/// one that is summed again may lose orders. All of them throw away what is kept.
let migration021 = """
  CREATE TABLE order_month (
    -- Months since January of year 0.
    month INTEGER NOT NULL,
    store TEXT NOT NULL,
    order_id TEXT NOT NULL,
    PRIMARY KEY (month, store, order_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX order_month_by_order ON order_month (store, order_id);

  -- What the rows of a month follow from besides, with a fingerprint of what it said.
  CREATE TABLE order_month_source (
    month INTEGER NOT NULL,
    source TEXT NOT NULL,
    print_high INTEGER NOT NULL,
    print_low INTEGER NOT NULL,
    PRIMARY KEY (month, source)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE order_change (
    store TEXT NOT NULL,
    order_id TEXT NOT NULL,
    PRIMARY KEY (store, order_id)
  ) STRICT, WITHOUT ROWID;

  \(notingOrder("movement_is_new", after: "INSERT ON movement", "NEW"))
  \(notingOrder("movement_is_gone", after: "DELETE ON movement", "OLD"))
  \(notingOrder("order_event_is_new", after: "INSERT ON group_event", "NEW"))
  \(notingOrder("order_event_is_gone", after: "DELETE ON group_event", "OLD"))
  CREATE TRIGGER order_sum_is_gone AFTER DELETE ON order_sum BEGIN
    DELETE FROM meta WHERE key = 'order_months';
  END;
  CREATE TRIGGER version_counts_otherwise AFTER UPDATE OF version, is_current, account_type
    ON settlement_version WHEN CASE
      WHEN OLD.version IS NOT NULL
        THEN NEW.is_current <> OLD.is_current OR NEW.account_type IS NOT OLD.account_type
      ELSE EXISTS (SELECT 1 FROM document JOIN order_document USING (sha256)
        WHERE document_id = NEW.document_id) END BEGIN
    DELETE FROM meta WHERE key = 'order_months';
  END;
  CREATE TRIGGER version_is_gone AFTER DELETE ON settlement_version WHEN OLD.is_current = 1 BEGIN
    DELETE FROM meta WHERE key = 'order_months';
  END;

  -- Events of one order, where only some orders are read.
  CREATE INDEX group_event_of_order ON group_event (store, order_id);
  """

private func notingOrder(_ trigger: String, after event: String, _ row: String) -> String {
  """
  CREATE TRIGGER \(trigger) AFTER \(event)
    WHEN \(row).order_id <> '' AND EXISTS (SELECT 1 FROM meta WHERE key = 'order_months') BEGIN
    INSERT INTO order_change VALUES (\(row).store, \(row).order_id) ON CONFLICT DO NOTHING;
  END;
  """
}
