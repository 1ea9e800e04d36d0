import Batch
import Glibc
import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct AuditBundleTests {
  private let home: TestHome

  init() throws {
    home = SmallWorld.home()
    home.configuration.functionalCurrency = Currency("EUR")
    home.folder.write("home/fx.csv", "date,base,quote,rate\n2026-03-01,EUR,USD,1.25\n")
    home.configuration.masterFiles[.fx] = "fx.csv"
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
  }

  @discardableResult
  private func bundle(
    _ name: String, _ from: String = "2026-03-01", _ to: String = "2026-12-31"
  ) throws -> String {
    let path = "\(home.folder.path)/\(name)"
    _ = try home.with {
      try $0.auditBundle(
        AuditRequest(
          from: CalendarDate(from)!, to: CalendarDate(to)!, output: path, version: "1.2.3"))
    }
    return path
  }

  private func lines(_ path: String) -> [[String]] {
    String(decoding: fileBytes(path), as: UTF8.self).split(separator: "\n").map {
      csvCells(String($0))
    }
  }

  @Test func theSameBooksAndDaysGiveTheSameBytes() throws {
    let first = fileBytes(try bundle("a.tar.gz"))
    let later = "\(home.folder.path)/b.tar.gz"
    _ = try home.with("2027-01-01T00:00:00Z") {
      try $0.auditBundle(
        AuditRequest(
          from: CalendarDate("2026-03-01")!, to: CalendarDate("2026-12-31")!, output: later,
          version: "1.2.3"))
    }
    #expect(fileBytes(later) == first)
  }

  @Test func aPackageIsRefusedAfterAnyOfItsBytesIsChanged() throws {
    let path = try bundle("audit.tar.gz")
    #expect(try verifyAudit(path) > 20)
    let bytes = fileBytes(path)
    let places = Set(0..<40).union(bytes.count - 130..<bytes.count)
      .union(stride(from: 40, to: bytes.count, by: 997))
    for place in places.sorted() {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      let other = home.folder.write("changed.tar.gz", changed)
      #expect(throws: BatchError.self, "byte \(place)") { try verifyAudit(other) }
    }
    #expect(throws: BatchError.self) {
      try verifyAudit(home.folder.write("cut.tar.gz", Array(bytes.dropLast())))
    }
  }

  @Test func aFolderIsRefusedWhenAFileIsChangedAddedOrMissing() throws {
    let path = try bundle("folder")
    let files = try verifyAudit(path)
    for name in [
      "rows.csv", "channel_rows.csv", "SEAL", "MANIFEST.sha256", "changes.csv",
      "reports/certificate.json",
    ] {
      let file = "\(path)/\(name)"
      let bytes = fileBytes(file)
      home.folder.write("folder/\(name)", Array(bytes.dropFirst()) + [bytes[0] ^ 1])
      #expect(throws: BatchError.self, "\(name)") { try verifyAudit(path) }
      home.folder.write("folder/\(name)", bytes)
    }
    #expect(try verifyAudit(path) == files)
    for name in ["added.csv", ".added", "archive/.hidden/x", "reports/.x"] {
      home.folder.write("folder/\(name)", "1\n")
      #expect(throws: BatchError.self, "\(name)") { try verifyAudit(path) }
      unlink("\(path)/\(name)")
    }
    #expect(try verifyAudit(path) == files)
    for target in ["/no/such/file", "/tmp", "rows.csv"] {
      #expect(symlink(target, "\(path)/link") == 0)
      #expect(throws: BatchError.self, "link to \(target)") { try verifyAudit(path) }
      unlink("\(path)/link")
    }
  }

  @Test func whatIsNoPackageIsNotSaidToHaveBeenChanged() throws {
    home.folder.write("reports/2026-03-01/certificate.json", "{}\n")
    #expect(symlink("2026-03-01", "\(home.folder.path)/reports/latest") == 0)
    let text = Array(String(repeating: "a line of some text\n", count: 100).utf8)
    for path in [
      "\(home.folder.path)/reports", home.folder.write("text.txt", text),
      home.folder.write("text.gz", gzipped(text)),
    ] {
      let error = #expect(throws: BatchError.self) { try verifyAudit(path) }
      #expect(error?.description.contains("it is no audit package") == true, "\(path)")
    }
  }

  @Test func aPackageThatHasBeenChangedIsStillKnownForOne() throws {
    let bytes = fileBytes(try bundle("audit.tar.gz"))
    for place in [0, 12, 600, bytes.count / 2, bytes.count - 40] {
      var changed = bytes
      changed[place] ^= 1
      let error = #expect(throws: BatchError.self) {
        try verifyAudit(home.folder.write("changed.tar.gz", changed))
      }
      #expect(error?.description.contains("a byte of it has been changed") == true, "\(place)")
    }
    let cut = home.folder.write("cut.tar.gz", Array(bytes.dropLast()))
    let error = #expect(throws: BatchError.self) { try verifyAudit(cut) }
    #expect(error?.description.contains("a byte of it has been changed") == true)
  }

  @Test(arguments: ["audit.tar.gz", "folder"])
  func whatAKilledBundleLeavesIsRemovedAndNotTakenForAPackage(name: String) throws {
    home.folder.write(".\(name).acorn-part/files/rows.csv", "half a row")
    let path = try bundle(name)
    #expect(try verifyAudit(path) > 20)
    #expect(
      names(in: home.folder.path, withHidden: true).filter { $0.contains("part") } == [])
  }

  @Test func aDocumentWhoseBytesHaveChangedIsNotPacked() throws {
    let object = try home.damage(.settlement)
    let error = #expect(throws: BatchError.self) { try bundle("folder") }
    #expect(error?.description.contains("\(object): its bytes have changed") == true)
  }

  @Test func aDocumentThatIsSealedAgainIsStillNotTheOneThatCameIn() throws {
    let folder = try bundle("folder")
    var manifest = String(decoding: fileBytes("\(folder)/MANIFEST.sha256"), as: UTF8.self)
    let name = try #require(
      manifest.split(separator: "\n").map { String($0.dropFirst(66)) }
        .first { $0.hasPrefix("archive/objects/") })
    let path = "folder/\(name)"
    let before = fileBytes("\(folder)/\(name)")
    home.folder.write(path, before + [10])
    manifest.replace(
      "\(SHA256.hex(of: before))  \(name)", with: "\(SHA256.hex(of: before + [10]))  \(name)")
    home.folder.write("folder/MANIFEST.sha256", manifest)
    home.folder.write(
      "folder/SEAL", "\(SHA256.hex(of: Array(manifest.utf8)))\n")
    let error = #expect(throws: BatchError.self) { try verifyAudit(folder) }
    #expect(error?.description.contains("is not what it was when it came in") == true)
  }

  @Test func itsCertificateSaysWhatTheBooksCameTo() throws {
    func status(_ name: String) throws -> String? {
      String(decoding: fileBytes("\(try bundle(name))/reports/certificate.json"), as: UTF8.self)
        .split(separator: "\n").first { $0.hasPrefix("\"run\"") }
        .map { String($0.suffix(3).prefix(1)) }
    }
    #expect(try status("refused") == "3", "one document is refused")
    let id = try #require(try home.rows(.exceptions).first { $0["severity"] == "error" }?["id"])
    try home.with { try $0.accept([id], reason: "known") }
    #expect(try status("accepted") == "0")
  }

  @Test func everyVersionOfASettlementIsInTheLogOfChangesWithItsOwnDocumentAndDay() throws {
    var made = SmallWorld.settlement(
      "90100000011", "USD", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z")
    var digests: [String] = []
    for (version, day) in [(2, "2026-05-02"), (3, "2026-05-03"), (4, "2026-05-04")] {
      var lost = MadeRow(2500, made.start).ofAccount("FBA Inventory Reimbursement", "LOST")
      lost.type = "other-transaction"
      made.rows.append(lost)
      let bytes = SettlementFile(made).bytes
      digests.append(SHA256.hex(of: bytes))
      try home.importFiles(
        [home.folder.write("v\(version)/NA1_90100000011.txt", bytes)], at: "\(day)T08:00:00Z")
    }
    let rows = lines("\(try bundle("folder"))/changes.csv").filter { $0[1] == "restatement" }
    let told = Set(rows.map { [$0[0], String($0[4].prefix(9)), $0[6]] })
    #expect(
      told == [
        ["2026-05-02T08:00:00Z", "version 2", digests[0]],
        ["2026-05-03T08:00:00Z", "version 3", digests[1]],
        ["2026-05-04T08:00:00Z", "version 4", digests[2]],
      ])
  }

  @Test func ofABankLineThatPaysTwoSettlementsEachHasItsOwnPart() throws {
    let totals = [
      SmallWorld.settlement(
        "90200000014", "EUR", from: "2026-03-04T07:00:00Z", to: "2026-03-18T07:00:00Z"),
      SmallWorld.settlement(
        "90210000015", "EUR", from: "2026-03-06T11:00:00Z", to: "2026-03-20T11:00:00Z",
        isInvoiced: true),
    ].map { Money(minorUnits: $0.rowsTotalMinor, Currency("EUR")!) }
    let sum = (totals[0] + totals[1]).text.replacing(".", with: ",")
    home.folder.write(
      "in/bank.txt",
      """
      :20:S1
      :25:DE89370400440532013000
      :28C:3/1
      :60F:C260323EUR0,00
      :61:2603230323C\(sum)NTRFNONREF//EU1
      :86:AMAZON PAYMENTS EUROPE
      :62F:C260323EUR\(sum)

      """)
    try home.importFiles(["\(home.folder.path)/in/bank.txt"])
    let rows = lines("\(try bundle("folder"))/bridges/gross_net_bank.csv")
    let names = ["bank_lines", "bank_amount"]
    let places = try names.map { name in try #require(rows[0].firstIndex(of: name)) }
    let paid = rows.filter { ["90200000014", "90210000015"].contains($0[0]) }
    #expect(Set(paid.map { $0[places[0]] }).count == 1 && paid[0][places[0]] != "")
    #expect(paid.map { $0[places[1]] } == totals.map(\.text))
  }

  @Test func everyRowOfTheDaysStandsOnceInTheRowFile() throws {
    let path = try bundle("folder")
    let rows = lines("\(path)/rows.csv")
    let places = rows.dropFirst().map { "\($0[0]) \($0[1])" }
    #expect(Set(places).count == places.count)
    #expect(places.count == 38, "five settlements are posted: four of eight rows, one of six")
    let amount = try #require(rows[0].firstIndex(of: "amount"))
    let totals = Dictionary(grouping: rows.dropFirst()) { $0[2] }.mapValues { rows in
      rows.reduce(0) { $0 + Int($1[amount].filter { $0 != "." })! }
    }
    let settlements = lines("\(path)/reports/settlements.csv").dropFirst()
    for settlement in settlements {
      #expect(totals[settlement[0]] == Int(settlement[7].filter { $0 != "." }))
    }
  }

  @Test func rowsNameTheirTaxTagTheirRateAndTheEntryThatBooksThem() throws {
    let path = try bundle("folder")
    let rows = lines("\(path)/rows.csv")
    func cell(_ name: String, _ row: [String]) -> String { row[rows[0].firstIndex(of: name)!] }
    let entries = Set(lines("\(path)/reports/journal.csv").map { $0[0] })
    for row in rows.dropFirst() { #expect(entries.contains(cell("journal_entry", row))) }
    let sale = try #require(
      rows.first { cell("component", $0) == "product_sales" && cell("currency", $0) == "USD" })
    #expect(cell("tax_tag", sale) == "supply")
    #expect(cell("fx_rate", sale) == "0.80000000")
    #expect(cell("fx_date", sale) == "2026-03-01")
  }

  @Test func partsOfASettlementAddUpToItsTotalInTheBridge() throws {
    let path = try bundle("folder", "2026-03-01", "2026-03-18")
    let rows = lines("\(path)/bridges/gross_net_bank.csv")
    #expect(rows.count == 4, "three settlements end in these days")
    let total = try #require(rows[0].firstIndex(of: "total"))
    for row in rows.dropFirst() {
      let parts = row[5..<total].reduce(0) { $0 + Int($1.filter { $0 != "." })! }
      #expect(parts == Int(row[total].filter { $0 != "." }))
    }
  }

  @Test func theLogOfChangesNamesWhoDecidedLockedAndUnlocked() throws {
    let id = try #require(try home.rows(.exceptions).first?["id"])
    try home.with { books in
      try books.accept([id], reason: "agreed", by: "Bo Oak")
      _ = try books.lock(CalendarMonth("2026-03")!, by: "Ann Lee")
      try books.unlock(CalendarMonth("2026-03")!, reason: "too early", by: "Cy Elm")
    }
    let rows = lines("\(try bundle("folder"))/changes.csv").dropFirst()
    #expect(
      rows.filter { $0[1] != "master" }.map { Array($0[1..<6]) } == [
        ["decision", id, "Bo Oak", "exception accepted", "agreed"],
        [
          "period", "lock 2026-03", "Ann Lee", "month locked with its journal and trial balance",
          "",
        ],
        ["period", "unlock 2026-03", "Cy Elm", "month 2026-03 opened again", "too early"],
      ])
    #expect(rows.filter { $0[1] == "master" }.allSatisfy { $0[3] == "who keeps this home" })
  }
}
