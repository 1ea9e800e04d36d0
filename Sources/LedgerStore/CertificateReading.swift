/// What a certificate says about the documents and the identities.
extension Ledger {
  /// The rows of each settlement file that was read, by its digest.
  package func documentRows() throws(StoreError) -> [String: Int64] {
    let select = try Statement("SELECT sha256, row_count FROM document", on: database)
    var rows: [String: Int64] = [:]
    while try select.step() { rows[select.text(0)] = select.integer(1) }
    return rows
  }

  /// How many results each identity has of each status.
  package func identityCounts() throws(StoreError) -> [String: [String: Int64]] {
    let select = try Statement(
      "SELECT identity, status, count(*) FROM identity_result GROUP BY identity, status",
      on: database)
    var counts: [String: [String: Int64]] = [:]
    while try select.step() {
      counts[select.text(0), default: [:]][select.text(1)] = select.integer(2)
    }
    return counts
  }
}
