import Batch
import LedgerCore
import TestSupport
import Testing

/// A settlement that comes in twice: in other bytes only, or with other content.
@Suite struct SameContentTests {
  private static let id = "90100000011"

  private static var made: MadeSettlement {
    var made = SmallWorld.settlement(
      id, "USD", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z")
    made.rows[0].sku = "TASSE-GRÜN"
    return made
  }

  private static func text(_ made: MadeSettlement, lineEnd: String = "\n") -> String {
    var file = SettlementFile(made)
    file.lineEnd = lineEnd
    return file.text
  }

  private static var plain: [UInt8] { Array(text(made).utf8) }

  /// The books after files of these bytes, with when Amazon published each.
  private func home(_ files: [(bytes: [UInt8], published: String?)]) throws -> TestHome {
    let home = SmallWorld.home()
    for (index, file) in files.enumerated() {
      let path = home.folder.write("in\(index)/NA1_\(Self.id).txt", file.bytes)
      try home.with("2026-05-0\(index + 1)T08:00:00Z") {
        _ = try $0.importFiles(
          [path], store: "", publishedAt: file.published.flatMap { Instant($0) })
      }
    }
    return home
  }

  private func exceptions(_ home: TestHome) throws -> [[String: String]] {
    try home.rows(.exceptions).filter { $0["settlement_id"] == Self.id }
  }

  @Test(arguments: [
    ("compressed", gzipped(plain)),
    ("carriage returns", Array(text(made, lineEnd: "\r\n").utf8)),
    ("byte order mark", [0xEF, 0xBB, 0xBF] + plain),
    ("Windows-1252", text(made).unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }),
  ])
  func theSameRowsInOtherBytesAreNoRestatement(name: String, bytes: [UInt8]) throws {
    let once = try home([(Self.plain, nil)])
    let home = try home([(Self.plain, nil), (bytes, nil)])
    let told = try exceptions(home).filter { $0["kind"] != "encoding" }
    #expect(told.map { $0["kind"] } == ["same_content"], "\(name)")
    #expect(told.map { $0["severity"] } == ["warning"])
    #expect(told.first?["what"]?.hasSuffix("rows say the same") == true)
    #expect(try home.rows(.exceptions).allSatisfy { $0["severity"] != "error" })
    #expect(try home.rows(.restatements).isEmpty)
    #expect(try home.rows(.settlements).map { $0["status"] } == ["posted"])
    #expect(try home.rows(.components) == once.rows(.components))
  }

  /// One cell of one row at a time; none of them changes an amount that the ledger sums.
  @Test(arguments: ["order-id", "posted-date-time", "promotion-id", "deposit-date"])
  func whateverElseDiffersIsARestatement(column: String) throws {
    let file = SettlementFile(Self.made)
    var lines = file.lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    let place = try #require(file.columns.firstIndex(of: column))
    let line = column == "deposit-date" ? 1 : 2
    lines[line][place] =
      switch column {
      case "posted-date-time": "2026-03-01 20:00:08 UTC"
      case "deposit-date": "2026-03-18 20:00:00 UTC"
      default: "111-7654321-7654321"
      }
    let other = lines.map { $0.joined(separator: "\t") + "\n" }.joined()
    let told = try exceptions(home([(Self.plain, nil), (Array(other.utf8), nil)]))
    #expect(told.map { $0["kind"] } == ["restatement"])
    #expect(told.map { $0["severity"] } == ["error"])
    #expect(told.map { $0["amount"] } == ["0.00"])
  }

  @Test func twoFilesOfWhichNothingTellsTheLaterOneAreToldAsSuch() throws {
    var other = Self.made
    other.rows[0].amountMinor += 100
    let bytes = SettlementFile(other).bytes
    let byHand = try exceptions(home([(Self.plain, nil), (bytes, nil)]))
    #expect(byHand.map { $0["kind"] } == ["restatement"])
    #expect(byHand.first?["what"]?.contains("nothing tells which of the two is the later") == true)
    #expect(byHand.first?["what_to_do"]?.contains("acorn sync") == true)
    #expect(try exceptions(home([(bytes, nil), (Self.plain, nil)])) == byHand)
    let published = try exceptions(home([(Self.plain, nil), (bytes, "2026-03-18")]))
    #expect(published.first?["what"]?.hasPrefix("it was reissued") == true)
  }

  @Test func ofThreeThatNothingOrdersOneIsSaidToBeUsed() throws {
    var files = [(bytes: Self.plain, published: String?.none)]
    for change in 1...2 {
      var other = Self.made
      other.rows[0].amountMinor += Int64(100 * change)
      files.append((SettlementFile(other).bytes, nil))
    }
    let told = try exceptions(home(files)).map { $0["what"] ?? "" }
    #expect(told.count == 2 && told.allSatisfy { $0.contains("nothing tells which") })
    #expect(told.count { $0.contains("this one is used") } == 1)
    #expect(told.count { $0.contains("neither is used, but document") } == 1)
  }

  @Test func aCopyOfOneOfTwoIsTheSameAsThatOneWhateverTheirOrder() throws {
    var other = Self.made
    other.rows[0].amountMinor += 100
    for copy in [Self.plain + [], SettlementFile(other).bytes] {
      let home = try home([
        (Self.plain, nil), (SettlementFile(other).bytes, nil), (gzipped(copy), nil),
      ])
      let told = try exceptions(home)
      #expect(
        told.compactMap { $0["kind"] }.sorted() == ["restatement", "same_content"])
      let total = try #require(home.rows(.settlements).first?["stated_total"])
      let used = told.compactMap { $0["what"] }.first { $0.contains(" is used (") } ?? ""
      #expect(used.contains("is used (\(total) USD)"), "\(used)")
    }
  }

  @Test func theSameRowsUnderAnotherHeaderAreOtherContent() throws {
    let file = SettlementFile(Self.made)
    for (one, other) in [("sku", "order-item-code"), ("order-id", "shipment-id")] {
      var names = file.columns
      names.swapAt(
        try #require(names.firstIndex(of: one)), try #require(names.firstIndex(of: other)))
      let lines = [names.joined(separator: "\t")] + file.lines.dropFirst()
      let bytes = Array(lines.map { "\($0)\n" }.joined().utf8)
      let told = try exceptions(home([(Self.plain, nil), (bytes, nil)]))
      #expect(told.map { $0["kind"] }.contains("restatement"), "\(one)")
      #expect(!told.map { $0["kind"] }.contains("same_content"), "\(one)")
    }
  }

  /// The content that is in force may have come in twice as well; the version before it differs.
  @Test func contentThatWasRestatedAndCameTwiceIsStillRestated() throws {
    var longer = Self.made
    longer.rows.append(MadeRow(2500, longer.start).ofAccount("other-transaction", "Storage Fee"))
    let bytes = SettlementFile(longer).bytes
    let home = try home([(Self.plain, nil), (bytes, nil), (gzipped(bytes), nil)])
    #expect(
      try exceptions(home).map { $0["kind"] }.sorted { $0 ?? "" < $1 ?? "" }
        == ["restatement", "same_content"])
    #expect(try home.rows(.settlements).map { $0["status"] } == ["restated"])
  }
}
