/// The sums of each version's postings that are kept beside them; migration 013 says what they are.
enum VersionSums {
  /// Each is kept in a table and made by a view of the same name with `v_` before it.
  static let tables = ["version_amount", "version_label", "version_day"]
}

extension Ledger {
  /// What is wrong with the file, and with sums that are not those of their postings; empty when
  /// sound.
  package func integrityProblems() throws(StoreError) -> [String] {
    var problems = try database.integrityProblems()
    for table in VersionSums.tables {
      let wrong = try database.integer(
        """
        SELECT count(*) FROM (
          SELECT * FROM (SELECT * FROM \(table) EXCEPT SELECT * FROM v_\(table))
          UNION ALL SELECT * FROM (SELECT * FROM v_\(table) EXCEPT SELECT * FROM \(table)))
        """)
      if wrong > 0 { problems.append("\(wrong) sums of \(table) are not those of the postings") }
    }
    return problems
  }
}
