/// What transactions come to, kept beside them: what each means for its account (`movement`), and
/// the sums of each event group (`group_sum`, `group_settlement`). And the postings of each version
/// summed by month (`version_month`), what SKUs come to in all settlements in force (`sku_total`), and
/// which entries locked months have (`locked_entry`).
///
/// The views of the same names with `v_` say what they are. Triggers note in `stale` what is not so
/// any more, and `Ledger.refreshMovements` makes just that anew before it is read: a night costs what
/// was told in it, not all that was ever told.
let migration014 = """
  -- `month` counts from January of year 0.
  CREATE TABLE version_month (
    version_id INTEGER NOT NULL REFERENCES settlement_version,
    month INTEGER NOT NULL,
    dimension_id INTEGER NOT NULL REFERENCES dimension,
    account_id INTEGER NOT NULL REFERENCES account,
    amount_minor INTEGER NOT NULL,
    units INTEGER NOT NULL,
    units_without_cost INTEGER NOT NULL,
    cost_minor INTEGER NOT NULL,
    PRIMARY KEY (version_id, month, dimension_id, account_id)
  ) STRICT, WITHOUT ROWID;
  CREATE VIEW v_version_month AS
  SELECT version_id, strftime('%Y', local_day * 86400, 'unixepoch') * 12
      + strftime('%m', local_day * 86400, 'unixepoch') - 1 AS month,
    dimension_id, account_id, sum(amount_minor) AS amount_minor, sum(units) AS units,
    sum(units_without_cost) AS units_without_cost, sum(cost_minor) AS cost_minor
  FROM posting WHERE dimension_id IS NOT NULL
  GROUP BY version_id, month, dimension_id, account_id;
  INSERT INTO version_month SELECT * FROM v_version_month;

  -- Documents are read for their orders, SKUs and fees again when they come to be another store's or
  -- another home marketplace's.
  ALTER TABLE order_document ADD COLUMN store TEXT NOT NULL DEFAULT '';
  UPDATE order_document SET store = coalesce((SELECT min(s.store)
    FROM settlement_version s JOIN document d USING (document_id)
    WHERE d.sha256 = order_document.sha256), '');
  DROP TABLE fulfillment_document;
  DELETE FROM fulfillment_fee;
  CREATE TABLE fulfillment_document (
    sha256 TEXT NOT NULL PRIMARY KEY,
    store TEXT NOT NULL,
    home_marketplace TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  DROP TABLE sku_document;
  DELETE FROM sku_sum;
  CREATE TABLE sku_document (
    sha256 TEXT NOT NULL PRIMARY KEY,
    store TEXT NOT NULL,
    home_marketplace TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- The settlements whose sums by SKU are in `sku_total`, and under which store and currency.
  CREATE TABLE sku_counted (
    sha256 TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    store TEXT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (sha256, settlement_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sku_total (
    store TEXT NOT NULL,
    sku TEXT NOT NULL,
    outlet TEXT NOT NULL,
    category TEXT NOT NULL,
    currency TEXT NOT NULL,
    component TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    units INTEGER NOT NULL,
    -- How many settlements have it.
    settlement_count INTEGER NOT NULL,
    PRIMARY KEY (store, sku, outlet, category, currency, component)
  ) STRICT, WITHOUT ROWID;
  CREATE VIEW v_sku_total AS
  SELECT c.store, sku, outlet, category, c.currency, component, sum(amount_minor) AS amount_minor,
    sum(units) AS units, count(DISTINCT c.sha256 || ' ' || c.settlement_id) AS settlement_count
  FROM sku_counted c JOIN sku_sum USING (sha256, settlement_id) WHERE sku <> ''
  GROUP BY c.store, sku, outlet, category, c.currency, component;

  -- Taken in from the archive again. `month` counts from January of year 0.
  DROP TABLE period_document;
  CREATE TABLE period_document (
    sequence INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    acted_at INTEGER NOT NULL,
    month INTEGER NOT NULL,
    is_lock INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  -- The entries that a lock holds, each with what it is about and the halves of the digest of all that
  -- a journal shows of it.
  CREATE TABLE locked_entry (
    sequence INTEGER NOT NULL REFERENCES period_document,
    entry_id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    high INTEGER NOT NULL,
    low INTEGER NOT NULL,
    PRIMARY KEY (sequence, entry_id)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX transaction_by_release ON amazon_transaction (store, release_id)
    WHERE release_id IS NOT NULL;
  CREATE INDEX transaction_by_posting ON amazon_transaction (posted_at);
  CREATE INDEX transaction_held ON amazon_transaction (store, posted_at)
    WHERE status = 'DEFERRED';
  CREATE INDEX transaction_unplaced ON amazon_transaction (store, posted_at)
    WHERE group_id IS NULL AND settlement_id IS NULL;

  -- What many transactions have in common.
  CREATE TABLE movement_kind (
    kind_id INTEGER PRIMARY KEY,
    account_type TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    sold_to_id TEXT NOT NULL,
    type TEXT NOT NULL,
    -- The name of a charge; empty for sales and refunds.
    label TEXT NOT NULL,
    currency TEXT NOT NULL,
    UNIQUE (account_type, marketplace_id, sold_to_id, type, label, currency)
  ) STRICT;
  CREATE VIEW v_transaction_kind AS
  SELECT transaction_number, account_type, marketplace_id, sold_to_id, type,
    CASE WHEN type IN ('Shipment', 'ShipmentSettle', 'Refund') THEN ''
      ELSE type || ' ' || description || ' ' || CASE WHEN order_id IS NULL THEN
        coalesce((SELECT path FROM transaction_line l JOIN line_path USING (path_id)
          WHERE l.transaction_number = t.transaction_number ORDER BY position LIMIT 1), '')
        ELSE '' END
      END AS label,
    currency
  FROM amazon_transaction t;

  -- Where transactions count, as they say; an empty text where they do not say it.
  CREATE TABLE movement_place (
    place_id INTEGER PRIMARY KEY,
    settlement_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    UNIQUE (settlement_id, group_id)
  ) STRICT;

  CREATE TABLE movement (
    store TEXT NOT NULL,
    -- Empty where it is of no order.
    order_id TEXT NOT NULL,
    transaction_number INTEGER NOT NULL REFERENCES amazon_transaction,
    kind_id INTEGER NOT NULL REFERENCES movement_kind,
    place_id INTEGER NOT NULL REFERENCES movement_place,
    posted_at INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    -- Whether it was ever held back, whether it still is, and whether it releases another one.
    is_deferral INTEGER NOT NULL,
    is_held INTEGER NOT NULL,
    is_release INTEGER NOT NULL,
    -- Whether it moves the account by itself: a release does not where its sale is known, and
    -- payouts and reserves never do.
    is_counted INTEGER NOT NULL,
    -- Whether it is what an order claims: not where a release does in its place.
    is_claim INTEGER NOT NULL,
    -- Whether no one tells on which day it was released.
    is_undated INTEGER NOT NULL,
    -- Of the sale that it releases.
    sale_posted_at INTEGER,
    sale_matures_at INTEGER,
    -- Maturity now, and when that was first seen; maturity at first sight.
    matures_at INTEGER,
    matures_seen_at INTEGER,
    first_matures_at INTEGER,
    -- NULL while it is held back.
    released_at INTEGER,
    released_day INTEGER,
    -- When it was first seen, and when it was first seen released.
    seen_at INTEGER,
    release_seen_at INTEGER,
    PRIMARY KEY (store, order_id, transaction_number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX movement_undated ON movement (store) WHERE is_undated = 1;
  CREATE INDEX movement_late ON movement (store, seen_at) WHERE seen_at > posted_at + 259200;

  -- A sale that was held back is released by a transaction of its own, or else with the event of
  -- its group, on the day on which the balance moved, or with its maturity. Noon stands for a time
  -- of day that is not known.
  CREATE VIEW v_movement AS
  SELECT store, order_id, transaction_number,
    (SELECT kind_id FROM v_transaction_kind k JOIN movement_kind
        USING (account_type, marketplace_id, sold_to_id, type, label, currency)
      WHERE k.transaction_number = m.transaction_number) AS kind_id,
    (SELECT place_id FROM movement_place p
      WHERE p.settlement_id = m.settlement_id AND p.group_id = m.group_id) AS place_id,
    posted_at, total_minor, is_deferral, is_held, is_release,
    seen_at IS NOT NULL AND sale_posted_at IS NULL
      AND NOT (type = 'Transfer' AND total_minor < 0)
      AND description NOT LIKE '%Reserve Amount%' AS is_counted,
    release_id IS NULL AND total_minor <> 0 AS is_claim,
    status = 'DEFERRED_RELEASED' AND release_id IS NULL AND group_id <> '' AND order_id <> ''
      AND balance_day IS NULL
      AND NOT EXISTS (SELECT 1 FROM group_event e WHERE e.store = m.store
        AND e.group_id = m.group_id AND e.order_id = m.order_id AND e.amount_minor = m.total_minor)
      AS is_undated,
    sale_posted_at, sale_matures_at, matures_at,
    CASE WHEN is_deferral THEN (SELECT min(known_from) FROM transaction_state s
      WHERE s.store = m.store AND s.transaction_id = m.transaction_id
        AND s.matures_at = m.matures_at) END AS matures_seen_at,
    CASE WHEN is_deferral THEN (SELECT s.matures_at FROM transaction_state s
      WHERE s.store = m.store AND s.transaction_id = m.transaction_id
      ORDER BY known_from LIMIT 1) END AS first_matures_at,
    CASE WHEN is_held THEN NULL
      WHEN NOT is_deferral THEN posted_at
      WHEN release_deferred_id <> '' THEN release_posted_at
      ELSE coalesce(event_at, max(balance_day * 86400 + 43200, coalesce(matures_at, 0)),
        matures_at + 43200, posted_at) END AS released_at,
    CASE WHEN is_held OR NOT is_deferral THEN NULL
      ELSE coalesce(release_posted_at / 86400, balance_day, event_at / 86400, matures_at / 86400,
        posted_at / 86400) END AS released_day,
    seen_at,
    coalesce((SELECT min(known_from) FROM transaction_state s
        WHERE s.store = m.store AND s.transaction_id = m.release_id),
      (SELECT min(known_from) FROM transaction_state s WHERE s.store = m.store
        AND s.transaction_id = m.transaction_id AND s.status <> 'DEFERRED')) AS release_seen_at
  FROM (
    SELECT t.store, coalesce(t.order_id, '') AS order_id, t.transaction_number, t.transaction_id,
      t.status, t.type, t.description, t.posted_at, t.total_minor, t.matures_at, t.release_id,
      coalesce(t.settlement_id, '') AS settlement_id, coalesce(t.group_id, '') AS group_id,
      t.deferral_reason IS NOT NULL AS is_deferral, t.status = 'DEFERRED' AS is_held,
      t.deferred_id IS NOT NULL AS is_release,
      d.posted_at AS sale_posted_at, d.matures_at AS sale_matures_at,
      r.posted_at AS release_posted_at, r.deferred_id AS release_deferred_id,
      (SELECT min(e.posted_at) FROM group_event e WHERE e.store = t.store
        AND e.group_id = t.group_id AND e.order_id = t.order_id
        AND e.amount_minor = t.total_minor) AS event_at,
      (SELECT day FROM release_day b
        WHERE b.store = t.store AND b.transaction_id = t.transaction_id) AS balance_day,
      (SELECT min(known_from) FROM transaction_state s
        WHERE s.store = t.store AND s.transaction_id = t.transaction_id) AS seen_at
    FROM amazon_transaction t
      LEFT JOIN amazon_transaction d ON d.store = t.store AND d.transaction_id = t.deferred_id
      LEFT JOIN amazon_transaction r ON r.store = t.store AND r.transaction_id = t.release_id) m;

  -- Of the transactions that count in a group: their sum, their number, and the sums of the two
  -- halves of their lines' hashes, which do not depend on their order.
  CREATE TABLE group_sum (
    store TEXT NOT NULL,
    group_id TEXT NOT NULL,
    total_minor INTEGER NOT NULL,
    transaction_count INTEGER NOT NULL,
    hash_high INTEGER NOT NULL,
    hash_low INTEGER NOT NULL,
    PRIMARY KEY (store, group_id)
  ) STRICT, WITHOUT ROWID;
  CREATE VIEW v_group_sum AS
  SELECT store, group_id, sum(total_minor) AS total_minor, count(*) AS transaction_count,
    sum(lines_hash >> 32) AS hash_high, sum(lines_hash & 4294967295) AS hash_low
  FROM amazon_transaction
  WHERE group_id IS NOT NULL AND status <> 'DEFERRED' AND release_id IS NULL
  GROUP BY store, group_id;

  -- The settlements that transactions of a group name.
  CREATE TABLE group_settlement (
    store TEXT NOT NULL,
    group_id TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    PRIMARY KEY (store, group_id, settlement_id)
  ) STRICT, WITHOUT ROWID;
  CREATE VIEW v_group_settlement AS
  SELECT DISTINCT store, group_id, settlement_id FROM amazon_transaction
  WHERE group_id IS NOT NULL AND settlement_id IS NOT NULL;

  -- `id` is that of a transaction, of a group whose transactions have changed, or of a group whose
  -- events have.
  CREATE TABLE stale (
    what TEXT NOT NULL CHECK (what IN ('transaction', 'group', 'events')),
    store TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (what, store, id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO stale SELECT 'transaction', store, transaction_id FROM amazon_transaction;
  INSERT INTO stale SELECT DISTINCT 'group', store, group_id FROM amazon_transaction
    WHERE group_id IS NOT NULL;

  -- A transaction concerns those that name it as their sale or their release. What a trigger does about
  -- conflicts must be said in this way: `OR IGNORE` gives way to what the outer statement says.
  CREATE TRIGGER transaction_is_new AFTER INSERT ON amazon_transaction BEGIN
    INSERT INTO stale
      SELECT 'transaction', NEW.store, NEW.transaction_id
      UNION ALL SELECT 'transaction', NEW.store, transaction_id FROM amazon_transaction
        WHERE store = NEW.store AND deferred_id = NEW.transaction_id
      UNION ALL SELECT 'transaction', NEW.store, transaction_id FROM amazon_transaction
        WHERE store = NEW.store AND release_id = NEW.transaction_id
      UNION ALL SELECT 'group', NEW.store, NEW.group_id WHERE NEW.group_id IS NOT NULL
      ON CONFLICT DO NOTHING;
  END;
  CREATE TRIGGER transaction_is_changed AFTER UPDATE ON amazon_transaction BEGIN
    INSERT INTO stale
      SELECT 'transaction', NEW.store, NEW.transaction_id
      UNION ALL SELECT 'transaction', NEW.store, transaction_id FROM amazon_transaction
        WHERE store = NEW.store AND deferred_id = NEW.transaction_id
      UNION ALL SELECT 'transaction', NEW.store, transaction_id FROM amazon_transaction
        WHERE store = NEW.store AND release_id = NEW.transaction_id
      UNION ALL SELECT 'group', NEW.store, NEW.group_id WHERE NEW.group_id IS NOT NULL
      UNION ALL SELECT 'group', NEW.store, OLD.group_id WHERE OLD.group_id IS NOT NULL
      ON CONFLICT DO NOTHING;
    DELETE FROM movement WHERE OLD.order_id IS NOT NEW.order_id AND store = OLD.store
      AND order_id = coalesce(OLD.order_id, '') AND transaction_number = OLD.transaction_number;
  END;
  CREATE TRIGGER state_is_new AFTER INSERT ON transaction_state BEGIN
    INSERT INTO stale
      SELECT 'transaction', NEW.store, NEW.transaction_id
      UNION ALL SELECT 'transaction', NEW.store, transaction_id FROM amazon_transaction
        WHERE store = NEW.store AND release_id = NEW.transaction_id
      ON CONFLICT DO NOTHING;
  END;
  CREATE TRIGGER release_day_is_new AFTER INSERT ON release_day BEGIN
    INSERT INTO stale VALUES ('transaction', NEW.store, NEW.transaction_id)
      ON CONFLICT DO NOTHING;
  END;
  CREATE TRIGGER release_day_is_changed AFTER UPDATE ON release_day BEGIN
    INSERT INTO stale VALUES ('transaction', NEW.store, NEW.transaction_id)
      ON CONFLICT DO NOTHING;
  END;
  CREATE TRIGGER release_day_is_gone AFTER DELETE ON release_day BEGIN
    INSERT INTO stale VALUES ('transaction', OLD.store, OLD.transaction_id)
      ON CONFLICT DO NOTHING;
  END;
  CREATE TRIGGER event_is_new AFTER INSERT ON group_event BEGIN
    INSERT INTO stale VALUES ('events', NEW.store, NEW.group_id) ON CONFLICT DO NOTHING;
  END;
  CREATE TRIGGER event_is_gone AFTER DELETE ON group_event BEGIN
    INSERT INTO stale VALUES ('events', OLD.store, OLD.group_id) ON CONFLICT DO NOTHING;
  END;
  """
