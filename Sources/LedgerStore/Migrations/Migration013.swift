/// The postings of each version, summed in the three ways that are asked of all versions every night.
///
/// The views say what the sums are; the tables keep them, from a version's posting to its removal.
/// With the indices no question about all settlements costs more than their number.
///
/// A document is read again when a later delivery tells more of it, whichever command took that in.
let migration013 = """
  CREATE VIEW v_version_amount AS
  SELECT version_id, account_id, coalesce(marketplace, '') AS marketplace,
    sum(amount_minor) AS amount_minor, sum(row_count) AS row_count
  FROM posting LEFT JOIN dimension USING (dimension_id)
  GROUP BY version_id, account_id, coalesce(marketplace, '');

  -- Of the components whose labels are looked at one by one.
  CREATE VIEW v_version_label AS
  SELECT version_id, account_id, label_id, sum(amount_minor) AS amount_minor,
    sum(row_count) AS row_count
  FROM posting CROSS JOIN account USING (account_id)
  WHERE component IN ('unclassified', 'reserve', 'transfer', 'carry_over') AND label_id IS NOT NULL
  GROUP BY version_id, account_id, label_id;

  -- Without reserve and debt; and the part of it that is returned payouts.
  CREATE VIEW v_version_day AS
  SELECT version_id, posted_day, sum(amount_minor) AS amount_minor,
    coalesce(sum(amount_minor) FILTER (
      WHERE lower(amount_description) LIKE 'transfer of funds unsuccessful%'), 0) AS returned_minor
  FROM posting CROSS JOIN account USING (account_id) LEFT JOIN label USING (label_id)
  WHERE component NOT IN ('reserve', 'carry_over')
  GROUP BY version_id, posted_day;

  CREATE TABLE version_amount (
    version_id INTEGER NOT NULL REFERENCES settlement_version,
    account_id INTEGER NOT NULL REFERENCES account,
    marketplace TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    PRIMARY KEY (version_id, account_id, marketplace)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE version_label (
    version_id INTEGER NOT NULL REFERENCES settlement_version,
    account_id INTEGER NOT NULL REFERENCES account,
    label_id INTEGER NOT NULL REFERENCES label,
    amount_minor INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    PRIMARY KEY (version_id, account_id, label_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE version_day (
    version_id INTEGER NOT NULL REFERENCES settlement_version,
    posted_day INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    returned_minor INTEGER NOT NULL,
    PRIMARY KEY (version_id, posted_day)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO version_amount SELECT * FROM v_version_amount;
  INSERT INTO version_label SELECT * FROM v_version_label;
  INSERT INTO version_day SELECT * FROM v_version_day;

  -- How many different things deliveries told of a document when it was read: one, where that was
  -- not noted; such a document is read again if there are more.
  ALTER TABLE document ADD COLUMN saying_count INTEGER NOT NULL DEFAULT 1;

  CREATE INDEX payout_by_settlement ON payout (store, settlement_id, created_at);
  CREATE INDEX deposit_match_by_settlement ON deposit_match (store, settlement_id);
  """
