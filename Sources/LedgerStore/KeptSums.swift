/// What is kept beside the facts that it follows from. Each is a table, and is made by a view of the
/// same name with `v_` before it.
enum KeptSums {
  /// Sums of a version's postings; migrations 013, 014 and 024 say what they are.
  static let ofVersions = ["version_amount", "version_label", "version_day", "version_month"]
  /// What transactions mean and come to; migration 014 says what they are.
  static let ofTransactions = ["movement", "group_sum", "group_settlement"]
  /// What SKUs come to; migration 014 says what it is.
  static let ofSkus = ["sku_total"]
}

extension Ledger {
  /// What is wrong with the file, and with sums that are not those of the facts; empty when sound.
  package func integrityProblems() throws(StoreError) -> [String] {
    var problems = try database.integrityProblems()
    try refreshMovements()
    for (tables, facts) in [
      (KeptSums.ofVersions, "postings"), (KeptSums.ofTransactions, "transactions"),
      (KeptSums.ofSkus, "sums by SKU"),
    ] {
      for table in tables {
        let wrong = try database.integer(
          """
          SELECT count(*) FROM (
            SELECT * FROM (SELECT * FROM \(table) EXCEPT SELECT * FROM v_\(table))
            UNION ALL SELECT * FROM (SELECT * FROM v_\(table) EXCEPT SELECT * FROM \(table)))
          """)
        if wrong > 0 {
          problems.append("\(wrong) rows of \(table) are not those of the \(facts)")
        }
      }
    }
    let wrongBlocks = try wrongMovementBlocks()
    if wrongBlocks > 0 {
      problems.append("\(wrongBlocks) rows of movement_block are not those of the movements")
    }
    return problems
  }
}
