import LedgerCore

/// A component of a settlement that a later version states otherwise.
package struct Restatement: Sendable {
  package let settlementID, store: String
  package let currency: Currency
  package let end: Instant
  package let oldVersion, newVersion: Int
  package let component: String
  package let oldMinor, newMinor: Int64
  package let cause: String
}

extension Ledger {
  /// The differences between each version of a settlement and the one before it.
  package func restatements() throws(StoreError) -> [Restatement] {
    let select = try Statement(
      """
      WITH amount AS (
        SELECT v.settlement_id, v.store, v.version, a.component, -sum(p.amount_minor) AS minor
        FROM settlement_version v JOIN posting p USING (version_id) JOIN account a USING (account_id)
        WHERE a.component IS NOT NULL AND (v.store, v.settlement_id) IN
          (SELECT store, settlement_id FROM settlement_version WHERE version > 1)
        GROUP BY 1, 2, 3, 4),
      pair AS (
        SELECT new.settlement_id, new.store, new.currency, new.end_at, old.version AS old_version,
          new.version AS new_version, d_old.name AS old_name, d_new.name AS new_name
        FROM settlement_version new JOIN settlement_version old
          ON old.store = new.store AND old.settlement_id = new.settlement_id
            AND old.version = new.version - 1
        JOIN document d_old ON d_old.document_id = old.document_id
        JOIN document d_new ON d_new.document_id = new.document_id),
      component AS (SELECT DISTINCT settlement_id, store, component FROM amount)
      SELECT p.settlement_id, p.store, p.currency, p.end_at, p.old_version, p.new_version,
        c.component, coalesce(o.minor, 0), coalesce(n.minor, 0), p.old_name, p.new_name
      FROM pair p JOIN component c USING (settlement_id, store)
      LEFT JOIN amount o ON o.settlement_id = p.settlement_id AND o.store = p.store
        AND o.version = p.old_version AND o.component = c.component
      LEFT JOIN amount n ON n.settlement_id = p.settlement_id AND n.store = p.store
        AND n.version = p.new_version AND n.component = c.component
      WHERE coalesce(o.minor, 0) <> coalesce(n.minor, 0)
      ORDER BY p.store, p.end_at, p.settlement_id, p.new_version, c.component
      """, on: database)
    var rows: [Restatement] = []
    while try select.step() {
      guard let currency = Currency(select.text(2)) else { continue }
      rows.append(
        Restatement(
          settlementID: select.text(0), store: select.text(1), currency: currency,
          end: Instant(seconds: select.integer(3)), oldVersion: Int(select.integer(4)),
          newVersion: Int(select.integer(5)), component: select.text(6),
          oldMinor: select.integer(7), newMinor: select.integer(8),
          cause: "reissued: \(select.text(10)) replaces \(select.text(9))"))
    }
    return rows
  }
}

/// What the books said of one part of a settlement at some time.
package struct StatedPart: Hashable, Sendable {
  package let store, settlementID: String
  package let currency: Currency
  package let end: Instant
  package let component, category, outlet, month: String
}

/// An amount with the document and version that it came from.
package struct StatedAmount: Sendable {
  package let minor: Int64
  package let version: Int
  package let sha256, documentName: String
}

extension Ledger {
  /// Amounts of the versions in force by component, category, outlet and local month; those of zero
  /// are left out.
  package func statedParts() throws(StoreError) -> [StatedPart: StatedAmount] {
    let select = try Statement(
      """
      SELECT v.store, v.settlement_id, v.currency, v.end_at, a.component, d.category, d.outlet,
        strftime('%Y-%m', p.local_day * 86400, 'unixepoch'), -sum(p.amount_minor), v.version,
        f.sha256, f.name
      FROM settlement_version v JOIN posting p USING (version_id) JOIN account a USING (account_id)
      JOIN dimension d USING (dimension_id) JOIN document f ON f.document_id = v.document_id
      WHERE v.is_current = 1 AND a.component IS NOT NULL
      GROUP BY v.version_id, 5, 6, 7, 8 HAVING sum(p.amount_minor) <> 0
      """, on: database)
    var parts: [StatedPart: StatedAmount] = [:]
    while try select.step() {
      guard let currency = Currency(select.text(2)) else { continue }
      let part = StatedPart(
        store: select.text(0), settlementID: select.text(1), currency: currency,
        end: Instant(seconds: select.integer(3)), component: select.text(4),
        category: select.text(5), outlet: select.text(6), month: select.text(7))
      parts[part] = StatedAmount(
        minor: select.integer(8), version: Int(select.integer(9)), sha256: select.text(10),
        documentName: select.text(11))
    }
    return parts
  }
}
