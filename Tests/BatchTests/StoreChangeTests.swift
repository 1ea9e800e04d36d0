import Batch
import Glibc
import LedgerCore
import LedgerStore
import SellingPartner
import TestSupport
import Testing

/// Correcting the store of a document that is in the books.
@Suite struct StoreChangeTests {
  private func home() -> TestHome {
    TestHome(
      Configuration(stores: [
        Configuration.Store("NA1", home: "US", ["US", "CA"]),
        Configuration.Store("NA2", home: "US", ["US"]),
      ]), master: [.catalog: SmallWorld.catalog])
  }

  private let names = ["NA1_90100000011.txt", "NA1_90100000012.txt.gz", "NA1_90110000013.txt"]

  /// The store of each settlement in force.
  private func stores(_ home: TestHome) throws -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: try home.rows(.settlements).map {
        ($0["settlement_id"] ?? "", $0["store"] ?? "")
      })
  }

  @Test func anUnknownStoreIsRefusedBeforeAnythingIsArchived() throws {
    let home = home()
    let paths = SmallWorld.write(names, for: home)
    try home.importFiles(paths)
    let before = try home.reports()
    for store in ["NA9", "na1", "NA1 "] {
      let error = #expect(throws: BatchError.self) { try home.importFiles(paths, store: store) }
      #expect(error?.kind == .usage)
      #expect(
        error?.description
          == "--store: store '\(store)' is not in acorn.toml; use NA1, NA2")
    }
    #expect(try home.reports() == before)
    #expect(try home.with { try $0.archive.deliveries().allSatisfy { $0.store.isEmpty } })
  }

  @Test func theStoreThatWasNamedLastHasTheSettlement() throws {
    let home = home()
    let paths = SmallWorld.write(["NA1_90100000011.txt"], for: home)
    for store in ["", "NA2", "NA1", "NA2", "NA2", "NA1"] {
      let outcome = try home.importFiles(paths, store: store)
      #expect(outcome.refused == 0)
      #expect(try stores(home) == ["90100000011": store.isEmpty ? "NA1" : store])
    }
    // A copy whose name says otherwise is not what somebody has named.
    try home.importFiles([home.folder.write("in/NA2_copy.txt", fileBytes(paths[0]))])
    #expect(try stores(home) == ["90100000011": "NA1"])
  }

  /// Each report and the ledger's content, made bit by bit and from the archive alone.
  @Test func booksThatWereCorrectedAreThoseThatWereRightAtOnce() throws {
    let right = home()
    try right.importFiles(SmallWorld.write(names, for: right), store: "NA2")
    let expected = try right.reports()
    let content = try right.with { try $0.contentDigest() }

    let corrected = home()
    let paths = SmallWorld.write(names, for: corrected)
    try corrected.importFiles(paths)
    _ = try corrected.reports()
    let outcome = try corrected.importFiles(paths, store: "NA2", at: "2026-05-02T08:00:00Z")
    #expect(outcome.moved == [ImportOutcome.Move(from: "NA1", to: "NA2", documents: 2)])
    #expect(outcome.refused == 1, "NA2 does not sell in Canada")
    let found = try corrected.reports()
    for (name, bytes) in expected where !name.hasPrefix("restatements") {
      #expect(
        String(decoding: found[name] ?? [], as: UTF8.self)
          == String(decoding: bytes, as: UTF8.self), "\(name)")
    }
    #expect(try corrected.with { try $0.contentDigest() } == content)
    try corrected.with { try $0.rebuild() }
    #expect(try corrected.with { try $0.contentDigest() } == content)
    // What was known before stays what it was.
    let before = try home(importedAs: "").reports(asKnownOn: "2026-05-01T08:00:00Z")
    #expect(try corrected.reports(asKnownOn: "2026-05-01T08:00:00Z") == before)
  }

  private func home(importedAs store: String) throws -> TestHome {
    let home = home()
    try home.importFiles(SmallWorld.write(names, for: home), store: store)
    return home
  }

  @Test func aMoveIsARestatementOfBothStores() throws {
    let home = try home(importedAs: "NA1")
    try home.importFiles(
      SmallWorld.write(["NA1_90100000011.txt"], for: home), store: "NA2",
      at: "2026-05-02T08:00:00Z")
    var request = ReportRequest(.restatements)
    request.since = Instant("2026-05-01T12:00:00Z")
    let rows = try home.rows(request)
    #expect(Set(rows.map { $0["store"] }) == ["NA1"])
    #expect(Set(rows.map { $0["cause"] }) == ["moved to store NA2"])
    #expect(rows.contains { $0["old_amount"] == "20.76" && $0["new_amount"] == "0.00" })
  }

  @Test func aLockedMonthTakesBackWhatTheOldStoreHadAndSaysItOfTheNewOne() throws {
    let home = try home(importedAs: "NA1")
    _ = try home.with { try $0.lock(CalendarMonth("2026-03")!, withEarlier: true) }
    try home.importFiles(
      SmallWorld.write(["NA1_90100000011.txt"], for: home), store: "NA2",
      at: "2026-05-02T08:00:00Z")
    let journal = try home.rows(.journal)
    var sums: [String: Int64] = [:]
    for row in journal {
      let amount = ExactDecimal(Array((row["amount"] ?? "").utf8))?.minorUnits(digits: 2) ?? 0
      guard row["settlement_id"]?.hasPrefix("90100000011") == true else { continue }
      sums["\(row["store"] ?? "") \(row["account"] ?? "")", default: 0] += amount
    }
    #expect(sums.filter { $0.key.hasPrefix("NA1 ") }.allSatisfy { $0.value == 0 }, "\(sums)")
    #expect(sums.contains { $0.key.hasPrefix("NA2 ") && $0.value != 0 })
    #expect(try home.rows(.exceptions).allSatisfy { $0["kind"] != "journal_imbalance" })
  }

  /// The log of an older acorn: it had taken any name.
  private func log(_ home: TestHome, _ path: String, _ store: String, source: String? = nil) throws
  {
    try home.with { books in
      let stored = try books.archive.store(file: path)
      try books.archive.append([
        Delivery(
          sha256: stored.sha256, byteCount: stored.byteCount, kind: .settlement,
          source: source ?? path, store: store, receivedAt: Instant("2026-05-01T08:00:00Z")!.seconds
        )
      ])
    }
  }

  @Test func aNameThatNobodyKnowsNeitherBindsNorContradicts() throws {
    let home = home()
    let path = SmallWorld.write(["NA1_90100000011.txt"], for: home)[0]
    try home.importFiles([path], store: "NA1")
    try log(home, path, "NA9")
    #expect(try stores(home) == ["90100000011": "NA1"])
    try home.with { try $0.rebuild() }
    #expect(try stores(home) == ["90100000011": "NA1"])

    let other = self.home()
    let unnamed = other.folder.write("in/901.txt", fileBytes(path))
    try log(other, unnamed, "NA9")
    let found = try other.rows(.exceptions)
    #expect(
      found.map { $0["what"] } == [
        "it was imported for store 'NA9', which is not in acorn.toml"
      ])
    try other.importFiles([unnamed], store: "NA2")
    #expect(try stores(other) == ["90100000011": "NA2"])
    #expect(try other.rows(.exceptions).isEmpty)
  }

  /// A ledger of an acorn that read documents otherwise is made anew by the first command.
  @Test func aLedgerOfAnOlderReadingHeals() throws {
    let home = home()
    let path = SmallWorld.write(["NA1_90100000011.txt"], for: home)[0]
    try home.importFiles([path])
    let content = try home.with { try $0.contentDigest() }
    try home.with { books in
      try books.ledger.setMeta("master", "of another reading")
      try books.ledger.database.run("UPDATE document SET name = 'as it was called then'")
    }
    #expect(try home.with { try $0.contentDigest() } == content)
  }

  @Test func whatAmazonGaveForTwoStoresWaitsForAWord() throws {
    let home = home()
    let path = home.folder.write("in/901.txt", SmallWorld.files["NA1_90100000011.txt"] ?? [])
    let source = APIRequest(.getReportDocument, pathValue: "D1", ["reportId": "R1"]).source
    try log(home, path, "NA1", source: source)
    #expect(try stores(home) == ["90100000011": "NA1"])
    try log(home, path, "NA2", source: source)
    #expect(
      try home.rows(.exceptions).map { $0["what"] }
        == ["it was downloaded for the stores NA1 and NA2"])
    // A person's word counts more, whenever Amazon gives it once more.
    try home.importFiles([path], store: "NA2")
    #expect(try stores(home) == ["90100000011": "NA2"])
    try log(home, path, "NA1", source: "\(source)&again=1")
    #expect(try stores(home) == ["90100000011": "NA2"])
  }

  /// Transactions and event groups stay with their store; what was found by them in the rows goes.
  @Test func aDownloadedSettlementMovesWithAllThatWasFoundInItAndComesBack() throws {
    let home = SyncWorld.home()
    var other = home.configuration.stores[0]
    (other.id, other.refreshToken) = ("NA2", nil)
    home.configuration.stores.append(other)
    try home.sync(FakeAmazon(SyncWorld.amazon, now: SyncWorld.now).transport())
    let (content, reports) = (try home.content(), try home.reports())
    let documents = try home.with { books in
      try books.archive.deliveries().filter { $0.kind == .settlement && $0.store == "NA1" }
        .map { books.archive.path(of: $0.sha256) }
    }
    func rebuilt() throws -> String {
      try home.with(SyncWorld.now) { try $0.rebuild() }
      return try home.content()
    }
    try home.importFiles(documents, store: "NA2")
    #expect(Set(try home.rows(.settlements).map { $0["store"] }) == ["EU1", "NA2"])
    let moved = try home.content()
    #expect(moved != content)
    #expect(try rebuilt() == moved)
    try home.importFiles(documents, store: "NA1")
    #expect(try home.content() == content)
    #expect(try home.reports() == reports)
    #expect(try rebuilt() == content)
  }

  @Test func anExportOfAWebStoreIsCorrectedTheSameWay() throws {
    func home() -> TestHome {
      let home = ChannelWorld.home()
      home.configuration.webStores.append(WebStoreProfile(id: "OUTLET", catalog: "EU1"))
      return home
    }
    let right = home()
    func write(_ home: TestHome) -> [String] {
      [
        home.folder.write("in/orders.csv", ChannelWorld.orders),
        home.folder.write("in/b_orders.csv", ChannelWorld.orders + "\n"),
      ]
    }
    try right.importFiles(write(right), store: "OUTLET")
    let expected = try right.reports()
    let content = try right.with { try $0.contentDigest() }
    for wrong in ["", "SHOP"] {
      let home = home()
      try home.importFiles(write(home), store: wrong)
      #expect(try home.importFiles(write(home), store: "OUTLET").refused == 0)
      #expect(try home.reports() == expected, "first '\(wrong)'")
      #expect(try home.with { try $0.contentDigest() } == content, "first '\(wrong)'")
      try home.with { try $0.rebuild() }
      #expect(try home.with { try $0.contentDigest() } == content, "rebuilt, first '\(wrong)'")
    }
  }
}
