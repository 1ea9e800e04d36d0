import Batch
import LedgerCore
import TestSupport
import Testing

private struct Snapshot: Equatable {
  let reports: [String: [UInt8]]
  let digest: String

  init(_ home: TestHome) throws {
    reports = try home.reports()
    digest = try home.with { try $0.contentDigest() }
  }
}

@Suite struct BooksTests {
  /// The home's default place is the current folder: `acorn import .` must not take its secrets in.
  @Test func whatIsTheHomesOwnIsNotImported() throws {
    let home = SmallWorld.home()
    home.folder.write("home/secrets/NA1", "Atzr|a-secret")
    home.configuration.calendarFolder = "calendar"
    home.folder.write("home/calendar/US.csv", "date\n2026-07-03\n")
    let path = SmallWorld.write(SmallWorld.names, for: home)[0]
    try home.importFiles([path])
    let before = try home.with { try $0.archive.documents() }
    try home.importFiles([home.folder.path])
    let fresh = try home.with { try $0.archive.documents() }.subtracting(before)
    #expect(fresh.allSatisfy { $0.kind == .settlement })
    #expect(try !home.rows(.exceptions).contains { $0["kind"] == "unknown_format" })
    #expect(throws: BatchError.self) {
      try home.importFiles(["\(home.path)/secrets", "\(home.path)/acorn.toml"])
    }
  }

  @Test func everyReportIsMadeInEveryFormat() throws {
    let home = SmallWorld.home()
    let outcome = try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    #expect(outcome.documents.count == 6)
    #expect(outcome.refused == 1)
    #expect(outcome.settlements == 5)
    #expect(outcome.rows == 4 * 8 + 6)
    #expect(outcome.exitStatus == 3)
    let reports = try home.reports()
    #expect(reports.count == ReportName.allCases.count * 2)
    for (name, bytes) in reports { #expect(bytes.last == 10, "\(name)") }
  }

  @Test func importingTheSameFilesAgainChangesNothing() throws {
    let home = SmallWorld.home()
    let paths = SmallWorld.write(SmallWorld.names, for: home)
    try home.importFiles(paths)
    let before = try Snapshot(home)
    let again = try home.importFiles(paths, at: "2026-06-01T08:00:00Z")
    #expect(again.documents.allSatisfy { !$0.isNew })
    #expect(try Snapshot(home) == before)
  }

  @Test func theOrderOfImportsAndCopiesOfFilesNeverMatter() throws {
    let one = SmallWorld.home()
    try one.importFiles(SmallWorld.write(SmallWorld.names, for: one), workers: 1)
    let expected = try Snapshot(one)
    for seed in UInt64(1)...6 {
      var random = SplitMix64(seed: seed)
      let home = SmallWorld.home()
      for name in SmallWorld.names.shuffled(using: &random) {
        var paths = SmallWorld.write([name], for: home)
        if random.once(in: 2) {
          let copy = name.split(separator: ".").joined(separator: " (copy).")
          paths.append(home.folder.write("again/\(copy)", SmallWorld.files[name] ?? []))
        }
        try home.importFiles(paths.shuffled(using: &random), workers: random.pick([1, 2, 4]))
      }
      #expect(try Snapshot(home) == expected, "seed \(seed)")
    }
  }

  @Test func rebuildingGivesTheSameBooks() throws {
    let home = SmallWorld.home()
    for name in SmallWorld.names.reversed() {
      try home.importFiles(SmallWorld.write([name], for: home))
    }
    let before = try Snapshot(home)
    try home.with(workers: 1) { try $0.rebuild() }
    #expect(try Snapshot(home) == before)
  }

  @Test func aLedgerThatIsGoneIsMadeAgain() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    let before = try Snapshot(home)
    home.folder.remove("home/acorn.sqlite")
    #expect(try Snapshot(home) == before)
  }

  @Test func aRefusedDocumentPostsNothingWhileTheOthersGoOn() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    let ids = try home.rows(.settlements).compactMap { $0["settlement_id"] }
    #expect(
      Set(ids) == [
        "90100000011", "90100000012", "90110000013", "90200000014", "90210000015",
      ])
    let exceptions = try home.rows(.exceptions).filter { $0["severity"] == "error" }
    #expect(exceptions.map { $0["kind"] } == ["footing_mismatch"])
    #expect(exceptions.first?["amount"] == "0.01")
    #expect(exceptions.first?["settlement_id"] == "90200000016")
  }

  @Test func aSoundVersionOfARefusedDocumentTakesItsPlace() throws {
    let home = SmallWorld.home()
    try home.importFiles(
      SmallWorld.write(["EU1_90200000014.txt", "EU1_90200000016.txt"], for: home))
    let sound = SmallWorld.settlement(
      "90200000016", "EUR", from: "2026-03-18T07:00:00Z", to: "2026-04-01T07:00:00Z")
    let path = home.folder.write("in2/EU1_90200000016.txt", SettlementFile(sound, .de).bytes)
    let outcome = try home.importFiles([path])
    #expect(outcome.settlements == 2)
    let chain = try home.rows(.reconciliation).filter { $0["identity"] == "chain" }
    #expect(chain.map { $0["status"] } == ["undetermined", "holds"])
  }

  @Test func everySumOfTheReportsIsThatOfTheSettlements() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    for settlement in try home.rows(.settlements) {
      let sum = try home.rows(.components)
        .filter { $0["settlement_id"] == settlement["settlement_id"] }
        .reduce(0) { $0 + cents($1["amount"]) }
      #expect(sum == cents(settlement["stated_total"]))
    }
  }

  @Test func aHomeAlreadyInUseIsRefused() throws {
    let home = SmallWorld.home()
    let books = try Books(home.context("2026-05-01T08:00:00Z"))
    #expect(throws: BatchError.self) { try home.with { _ in } }
    withExtendedLifetime(books) {}
  }

  @Test func aHomeThatIsNotThereIsRefusedWithTheRemedy() {
    let home = SmallWorld.home()
    home.folder.remove("home/acorn.toml")
    #expect(throws: BatchError.self) { try home.with { _ in } }
    #expect(throws: BatchError.self) { try home.importFiles(["\(home.folder.path)/none"]) }
  }

  @Test func aDamagedArchiveIsFound() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    #expect(try home.with { try $0.archive.verify() } == (8, []))
    let objects = "home/archive/objects"
    let folder = try #require(names(in: "\(home.folder.path)/\(objects)").first)
    let name = try #require(names(in: "\(home.folder.path)/\(objects)/\(folder)").first)
    home.folder.write("\(objects)/\(folder)/\(name)", "damaged")
    #expect(try home.with { try $0.archive.verify() }.problems.count == 1)
  }
}

/// Minor units of an amount with two decimals, or of a whole number.
func cents(_ text: String?) -> Int64 {
  Int64((text ?? "").filter { $0 != "." }) ?? 0
}
