import Batch
import Glibc
import LedgerCore
import TestSupport
import Testing

@Suite struct StoreBindingTests {
  private let usd = SettlementFile(
    SmallWorld.settlement(
      "90100000011", "USD", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z"))

  private func twoUSStores() -> TestHome {
    TestHome(
      Configuration(stores: [
        Configuration.Store("NA1", home: "US", ["US", "CA"]),
        Configuration.Store("NA12", home: "US", ["US"]),
        Configuration.Store("EU1", home: "DE", ["DE"]),
      ]))
  }

  /// The store that a file under a name is posted to, or what is said about it.
  private func store(
    of name: String, _ home: TestHome, _ bytes: [UInt8]? = nil, named store: String = ""
  ) throws -> String? {
    try home.importFiles([home.folder.write("in/\(name)", bytes ?? usd.bytes)], store: store)
    return try home.rows(.settlements).first?["store"]
      ?? home.rows(.exceptions).first.flatMap { $0["what"] }
  }

  @Test(arguments: [
    ("NA1_901.txt", "NA1"), ("NA12_901.txt", "NA12"), ("NA12-901.txt", "NA12"),
    ("NA1/901.txt", "NA1"),
    ("NA12/2026/901.txt", "NA12"), ("NA1/NA12_901.txt", "NA12"),
  ])
  func aFileIsBoundByItsNameOrItsFolder(name: String, expected: String) throws {
    #expect(try store(of: name, twoUSStores()) == expected)
  }

  @Test func theUsersWordBeatsTheName() throws {
    #expect(try store(of: "NA1_901.txt", twoUSStores(), named: "NA12") == "NA12")
    #expect(try store(of: "NA12/901.txt", twoUSStores(), named: "NA1") == "NA1")
  }

  @Test func aSettlementWithoutRowsIsOfTheStoreThatItsCurrencyFits() throws {
    let empty = MadeSettlement(
      "90100000011", "USD", "2026-03-01T20:00:00Z", "2026-03-15T20:00:00Z")
    let home = TestHome(
      Configuration(stores: [
        Configuration.Store("NA1", home: "US", ["US"]),
        Configuration.Store("EU1", home: "DE", ["DE"]),
      ]))
    #expect(try store(of: "901.txt", home, SettlementFile(empty).bytes) == "NA1")
  }

  @Test func whereTwoStoresFitTheFileIsRefusedAndBothAreNamed() throws {
    let home = twoUSStores()
    #expect(try store(of: "901.txt", home) == "it fits the stores NA1 and NA12")
    #expect(try home.rows(.exceptions).map { $0["kind"] } == ["unbound_store"])
    // Once its store is told, the same document is posted.
    try home.importFiles(["\(home.folder.path)/in/901.txt"], store: "NA12")
    #expect(try home.rows(.settlements).map { $0["store"] } == ["NA12"])
    #expect(try home.rows(.exceptions).isEmpty)
  }

  @Test func aFileInTheInboxIsReadAgainOnceItsFolderNamesItsStore() throws {
    let home = twoUSStores()
    home.configuration.close.inbox = "inbox"
    mkdir("\(home.path)/inbox", 0o755)
    let path = home.folder.write("home/inbox/901.txt", usd.bytes)
    #expect(try home.close().exitStatus == 3)
    unlink(path)
    home.folder.write("home/inbox/NA12/901.txt", usd.bytes)
    #expect(try home.close(at: "2026-05-02T05:00:00Z").exitStatus == 0)
    #expect(try home.rows(.settlements).map { $0["store"] } == ["NA12"])
    try home.with { books in
      let content = try books.contentDigest()
      try books.rebuild()
      #expect(try books.contentDigest() == content)
    }
  }

  @Test func theOnlyStoreThatSellsInItsCurrencyAndMarketplacesFits() throws {
    #expect(try store(of: "901.txt", SmallWorld.home()) == "NA1")
    let cad = SettlementFile(
      SmallWorld.settlement("90110000013", "CAD", from: "2026-03-03", to: "2026-03-17"))
    #expect(try store(of: "901.txt", twoUSStores(), cad.bytes) == "NA1")
    #expect(try store(of: "901.txt.gz", twoUSStores(), gzipped(cad.bytes)) == "NA1")
  }

  /// As where files were put into one; what the header says is no currency.
  @Test func aHeaderThatStandsAgainHidesNoStore() throws {
    let lines = String(decoding: usd.bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    for place in [1, 2, 4] {
      let text = (lines[..<place] + [lines[0]] + lines[place...]).joined(separator: "\n")
      #expect(try store(of: "901.txt", SmallWorld.home(), Array(text.utf8)) == "NA1")
    }
  }

  /// Whose such a file is cannot be told, but that is not what is wrong with it.
  @Test(arguments: [
    ("\tUSD", "\tusd", "'usd' is no currency code"), ("\tUSD", "\t", "'' is no currency code"),
  ])
  func aFileWithoutACurrencyIsRefusedForThat(old: String, new: String, what: String) throws {
    let text = String(decoding: usd.bytes, as: UTF8.self)
    #expect(text.contains(old))
    let home = SmallWorld.home()
    let bytes = text.split(separator: old, omittingEmptySubsequences: false)
      .joined(separator: new).utf8
    #expect(try store(of: "901.txt", home, Array(bytes))?.hasPrefix(what) == true)
    #expect(try home.rows(.exceptions).first?["kind"] == "row_error")
  }

  @Test func aCurrencyThatNoStoreSellsInIsRefused() throws {
    let pounds = SettlementFile(
      SmallWorld.settlement("90100000011", "GBP", from: "2026-03-01", to: "2026-03-15"))
    let home = SmallWorld.home()
    let what = try #require(try store(of: "901.txt", home, pounds.bytes))
    #expect(what.hasPrefix("no store fits"))
    let advice = try #require(home.rows(.exceptions).first?["what_to_do"])
    #expect(advice.hasPrefix("add its [[store]] to acorn.toml, or, where it is of one of these,"))
    let bound = SmallWorld.home()
    _ = try store(of: "NA1_901.txt", bound, pounds.bytes)
    #expect(try bound.rows(.exceptions).contains { $0["kind"] == "unbound_store" })
    #expect(try bound.rows(.settlements).isEmpty)
  }

  @Test func namesOfTwoStoresDecideNothingAndTheMessageTellsTheWayOut() throws {
    for (earlier, later) in [("NA1", "NA12"), ("NA12", "NA1")] {
      let home = twoUSStores()
      _ = try store(of: "\(earlier)/901.txt", home)
      _ = try store(of: "\(later)/901.txt", home)
      let found = try home.rows(.exceptions)
      #expect(found.map { $0["what"] } == ["files of it are named for the stores NA1 and NA12"])
      #expect(found[0]["what_to_do"]?.contains("acorn import --store ID FILE") == true)
      #expect(try store(of: "\(later)/901.txt", home, named: later) == later)
    }
  }

  /// The other one sells in the same country and currency.
  @Test(arguments: [
    ("901.txt", "NA1", "it was imported for store 'NA1', which is not in acorn.toml"),
    ("NA12/901.txt", "NA1", "it was imported for store 'NA1', which is not in acorn.toml"),
    ("NA1/901.txt", "", "it is named for store 'NA1', which is not in acorn.toml any more"),
    ("NA12/NA1_901.txt", "", "it is named for store 'NA1', which is not in acorn.toml any more"),
  ])
  func aFileOfAStoreThatWasRemovedIsNoOtherOnes(
    name: String, named: String, what: String
  ) throws {
    let home = twoUSStores()
    #expect(try store(of: name, home, named: named) == "NA1")
    home.edit { $0.stores.removeAll { $0.id == "NA1" } }
    try home.with("2026-05-01T09:00:00Z") { try $0.update() }
    #expect(try home.rows(.settlements).isEmpty)
    let found = try home.rows(.exceptions)
    #expect(found.map { $0["kind"] } == ["unbound_store"])
    #expect(found.map { $0["what"] } == [what])
    #expect(found.first?["what_to_do"]?.hasPrefix("put its [[store]] back into acorn.toml") == true)
    let before = try home.with { try $0.contentDigest() }
    try home.with { try $0.rebuild() }
    #expect(try home.with { try $0.contentDigest() } == before)
    // Before that it was where it belonged.
    let now = "2026-05-02T08:00:00Z"
    try home.importFiles(["\(home.folder.path)/in/\(name)"], store: "NA12", at: now)
    #expect(try home.rows(.settlements).map { $0["store"] } == ["NA12"])
    var request = ReportRequest(.settlements)
    request.asKnownOn = Instant("2026-05-01T08:00:00Z")
    #expect(try home.rows(request).map { $0["store"] } == ["NA1"])
  }

  @Test func theLastWordCountsAlsoWhereItsStoreWasRemoved() throws {
    let home = twoUSStores()
    _ = try store(of: "901.txt", home, named: "NA12")
    #expect(try store(of: "901.txt", home, named: "NA1") == "NA1")
    home.edit { $0.stores.removeAll { $0.id == "NA1" } }
    #expect(try home.rows(.settlements).isEmpty)
    #expect(
      try home.rows(.exceptions).map { $0["what"] } == [
        "it was imported for store 'NA1', which is not in acorn.toml"
      ])
    home.edit { $0.stores.append(Configuration.Store("NA1", home: "US", ["US", "CA"])) }
    #expect(try home.rows(.settlements).map { $0["store"] } == ["NA1"])
  }

  @Test func aFolderIsReadWholeAndHiddenFilesAreLeftOut() throws {
    let home = SmallWorld.home()
    SmallWorld.write(SmallWorld.names, for: home)
    home.folder.write("in/deeper/.DS_Store", "x")
    home.folder.write("in/deeper/NA1_copy of 90100000011.txt", usd.bytes)
    let outcome = try home.importFiles(["\(home.folder.path)/in"])
    #expect(outcome.documents.count == 7)
    #expect(outcome.settlements == 5)
  }
}

@Suite struct AccountTests {
  private func types(_ names: [String]) throws -> [String: String] {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(names, for: home))
    return Dictionary(
      uniqueKeysWithValues: try home.rows(.settlements).map {
        ($0["settlement_id"] ?? "", $0["account_type"] ?? "")
      })
  }

  @Test func ordersAloneAreInvoicedAndChargesMakeAnAccountStandard() throws {
    let types = try types(SmallWorld.names)
    #expect(types["90200000014"] == "Standard Orders")
    #expect(types["90210000015"] == "Invoiced Orders")
    #expect(types["90100000011"] == "Standard Orders")
  }

  @Test func theTwoAccountsOfOneCurrencyAreTwoChains() throws {
    let home = SmallWorld.home()
    try home.importFiles(
      SmallWorld.write(["EU1_90200000014.txt", "EU1_90210000015.txt"], for: home))
    #expect(try home.rows(.exceptions).isEmpty, "they overlap in time and that is fine")
  }

  @Test func debtIsFollowedFromSettlementToSettlement() throws {
    let home = SmallWorld.home()
    var first = SmallWorld.settlement("90100000011", "USD", from: "2026-03-01", to: "2026-03-15")
    first.rows.append(MadeRow(-9000, first.start).ofAccount("other-transaction", "Storage Fee"))
    let total = first.rowsTotalMinor
    #expect(total < 0)
    for (debt, status) in [(total, "holds"), (total + 1, "broken")] {
      let next = SmallWorld.settlement(
        "90100000012", "USD", from: "2026-03-15", to: "2026-03-29", debt: debt)
      let home = SmallWorld.home()
      for made in [first, next] {
        try home.importFiles(
          [home.folder.write("in/NA1_\(made.id).txt", SettlementFile(made).bytes)])
      }
      let links = try home.rows(.reconciliation).filter {
        $0["identity"] == "debt-chain" && $0["settlement_id"] == next.id
      }
      #expect(links.map { $0["status"] } == [status])
    }
    withExtendedLifetime(home) {}
  }
}
