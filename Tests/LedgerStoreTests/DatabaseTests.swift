import TestSupport
import Testing

@testable import LedgerStore

@Suite struct MigrationTests {
  private let folder = TemporaryFolder()
  private func database() throws -> Database { try Database(path: "\(folder.path)/a.sqlite") }

  @Test func anEmptyDatabaseIsBroughtUpToDate() throws {
    let database = try database()
    #expect(try database.integer("PRAGMA user_version") == 0)
    try Migrations.apply(to: database)
    #expect(try database.integer("PRAGMA user_version") == Int64(Migrations.latest))
    #expect(try database.integrityProblems() == [])
    for view in ["posting", "component", "trial_balance", "exception"] {
      #expect(try database.integer("SELECT count(*) FROM v_\(view)") == 0)
    }
  }

  @Test func anUpToDateDatabaseStaysAsItIs() throws {
    let database = try database()
    try Migrations.apply(to: database)
    let before = try database.integer("PRAGMA schema_version")
    try database.run("INSERT INTO meta VALUES ('a', 'b')")
    try Migrations.apply(to: database)
    #expect(try database.integer("PRAGMA schema_version") == before)
    #expect(try database.integer("SELECT count(*) FROM meta") == 1)
  }

  @Test func exportsOfTillsAndWebStoresAreReadAgainForTheirTickets() throws {
    let database = try database()
    let step = try #require(Migrations.all.firstIndex { $0.contains("ticket_key") })
    for sql in Migrations.all[..<step] { try database.run(sql) }
    try database.run(
      """
      PRAGMA user_version = \(step);
      INSERT INTO channel_document VALUES (1, 'ab', 'a.csv', 'till', 'acorn', '', 'posted', 1, 1, 1);
      INSERT INTO till_line VALUES (1, 2, 'k', 'OUT-1', 'EU1', 'T1', 1, 0, '', '(none)', 1000, 0, 0,
        500, 'EUR', 'cash', 0, 1);
      INSERT INTO meta VALUES ('concluded', 'yes');
      """)
    try Migrations.apply(to: database)
    for table in ["channel_document", "till_line"] {
      #expect(try database.integer("SELECT count(*) FROM \(table)") == 0)
    }
    #expect(try database.integer("SELECT count(*) FROM meta WHERE value = 'no'") == 1)
  }

  @Test func aDatabaseOfANewerAcornIsRefused() throws {
    let database = try database()
    try database.run("PRAGMA user_version = \(Migrations.latest + 1)")
    let error = #expect(throws: StoreError.self) { try Migrations.apply(to: database) }
    #expect(
      try #require(error).reason
        == .newerSchema(found: Migrations.latest + 1, known: Migrations.latest))
    #expect(throws: StoreError.self) { try Ledger(path: database.path) }
  }

  @Test func aFileThatIsNoDatabaseIsRefused() throws {
    let path = folder.write("b.sqlite", String(repeating: "no database ", count: 100))
    #expect(throws: StoreError.self) { try Ledger(path: path) }
    #expect(fileBytes(path).count == 1200, "it is left alone")
  }
}

@Suite struct ConstraintTests {
  private let folder = TemporaryFolder()

  private func ledger() throws -> Ledger {
    let ledger = try Ledger(path: "\(folder.path)/a.sqlite")
    try ledger.database.run(
      "INSERT INTO document VALUES (1, 'x', 'n', 'NA1', 'posted', 'V2', 'UTF-8', 1, 1, 0, 0,"
        + " NULL, NULL, NULL, NULL, 1)")
    return ledger
  }

  private let version =
    "INSERT INTO settlement_version (document_id, settlement_id, store, currency, minor_digits,"
    + " start_at, end_at, stated_total_minor, rows_total_minor, row_count, account_level_rows,"
    + " read_for_marketplace) VALUES "

  @Test func aSoundVersionIsTaken() throws {
    try ledger().database.run(version + "(1, 's', 'NA1', 'USD', 2, 1, 2, 0, 0, 0, 0, 'US')")
  }

  @Test(arguments: [
    "(2, 's', 'NA1', 'USD', 2, 1, 2, 0, 0, 0, 0, 'US')",
    "(1, NULL, 'NA1', 'USD', 2, 1, 2, 0, 0, 0, 0, 'US')",
    "(1, 's', 'NA1', 'USDX', 2, 1, 2, 0, 0, 0, 0, 'US')",
    "(1, 's', 'NA1', 'USD', 4, 1, 2, 0, 0, 0, 0, 'US')",
    "(1, 's', 'NA1', 'USD', 2, 2, 2, 0, 0, 0, 0, 'US')",
    "(1, 's', 'NA1', 'USD', 2, 1, 2, 0.5, 0, 0, 0, 'US')",
    "(1, 's', 'NA1', 'USD', 2, 1, 2, 'ten', 0, 0, 0, 'US')",
    "(1, 's', 'NA1', 'USD', 2, 1, 2, 0, 0, -1, 0, 'US')",
    "(1, 's', 'NA1', 'USD', 2, 1, 2, 0, 0, 0, 0, 'US'),"
      + " (1, 's', 'NA1', 'USD', 2, 1, 2, 0, 0, 0, 0, 'US')",
  ])
  func theSchemaGuardsTheBooks(values: String) throws {
    let database = try ledger().database
    #expect(throws: StoreError.self) { try database.run(version + values) }
    #expect(try database.integer("SELECT count(*) FROM settlement_version") == 0)
  }

  @Test(arguments: [
    "INSERT INTO posting VALUES (1, 0, 1, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0)",
    "UPDATE document SET outcome = 'perhaps'", "INSERT INTO meta VALUES ('a', NULL)",
    "INSERT INTO document SELECT 2, sha256, name, store, outcome, layout, encoding, 1, 1, 0, 0,"
      + " NULL, NULL, NULL, NULL, 1 FROM document",
  ])
  func otherTablesAreGuardedAsWell(sql: String) throws {
    let database = try ledger().database
    #expect(throws: StoreError.self) { try database.run(sql) }
  }

  @Test func aTransactionThatFailsLeavesNothing() throws {
    let database = try ledger().database
    #expect(throws: StoreError.self) {
      try database.transaction { () throws(StoreError) in
        try database.run("INSERT INTO meta VALUES ('a', 'b')")
        try database.run("INSERT INTO meta VALUES ('a', 'c')")
      }
    }
    #expect(try database.integer("SELECT count(*) FROM meta") == 0)
    try database.transaction { () throws(StoreError) in
      try database.run("INSERT INTO meta VALUES ('a', 'd')")
    }
    #expect(try database.integer("SELECT count(*) FROM meta") == 1)
  }

  @Test func errorsNameTheFileAndTheStatement() throws {
    let database = try ledger().database
    let error = #expect(throws: StoreError.self) { try database.run("SELECT FROM nothing") }
    let text = try #require(error).description
    #expect(text.contains(database.path))
    #expect(text.contains("SELECT FROM nothing"))
  }

  @Test func valuesGoRoundWithTheirBytes() throws {
    let database = try ledger().database
    let select = try Statement("SELECT ?, ?, ?, ?, ?", on: database)
    let bytes = Array("能\0登".utf8)
    try select.bind(.integer(.min), .text("Ü"), .bytes(bytes), .null, .text(""))
    #expect(try select.step())
    #expect(select.integer(0) == .min)
    #expect(select.text(1) == "Ü")
    #expect(select.bytes(2) == bytes)
    #expect(select.optionalText(3) == nil)
    #expect(select.optionalText(4) == "")
    #expect(try !select.step())
  }
}
