/// The sums of a version by month in one row: a night reads all of them, and they only become more.
///
/// `sums` has seven numbers for each month, place and account, in this order, all of them a space
/// apart: the month since January of year 0, `dimension_id`, `account_id`, `amount_minor`, `units`,
/// `units_without_cost`, `cost_minor`. A month that SQLite cannot tell is refused, as it was.
let migration024 = """
  DROP VIEW v_version_month;
  DROP TABLE version_month;
  CREATE TABLE version_month (
    version_id INTEGER PRIMARY KEY REFERENCES settlement_version,
    sums TEXT NOT NULL
  ) STRICT;
  CREATE VIEW v_version_month AS
  SELECT version_id, (
    SELECT CASE WHEN count(month) = count(*) THEN group_concat(month || ' ' || dimension_id || ' '
      || account_id || ' ' || amount_minor || ' ' || units || ' ' || units_without_cost || ' '
      || cost_minor, ' ') END
    FROM (
      SELECT strftime('%Y', local_day * 86400, 'unixepoch') * 12
          + strftime('%m', local_day * 86400, 'unixepoch') - 1 AS month,
        dimension_id, account_id, sum(amount_minor) AS amount_minor, sum(units) AS units,
        sum(units_without_cost) AS units_without_cost, sum(cost_minor) AS cost_minor
      FROM posting p WHERE p.version_id = v.version_id AND dimension_id IS NOT NULL
      GROUP BY month, dimension_id, account_id ORDER BY month, dimension_id, account_id)
  ) AS sums
  FROM settlement_version v WHERE EXISTS (
    SELECT 1 FROM posting p WHERE p.version_id = v.version_id AND dimension_id IS NOT NULL);
  INSERT INTO version_month SELECT * FROM v_version_month;
  """
