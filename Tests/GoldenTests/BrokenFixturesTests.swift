import Batch
import LedgerCore
import TestSupport
import Testing

/// A line of `Fixtures/broken/expected.tsv`.
struct BrokenFixture: Sendable, CustomTestStringConvertible {
  let file, verdict, kind, amount: String
  var testDescription: String { "\(file): \(verdict) \(kind) \(amount)" }
  var path: String { "\(repositoryRoot)/Fixtures/broken/\(file)" }

  static let all: [BrokenFixture] = {
    let bytes = fileBytes("\(repositoryRoot)/Fixtures/broken/expected.tsv")
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return BrokenFixture(file: cells[0], verdict: cells[1], kind: cells[2], amount: cells[3])
    }
  }()
}

/// What `Fixtures/broken/acorn.toml` says.
private func home() -> TestHome {
  TestHome(
    Configuration(stores: [
      Configuration.Store("NA1", home: "US", ["US"], accounts: ["USD US"]),
      Configuration.Store("EU1", home: "DE", ["DE"], accounts: ["EUR DE"]),
    ]))
}

@Suite struct BrokenFixturesTests {
  @Test(arguments: BrokenFixture.all.filter { $0.file != "NA1_spare_digits.txt" })
  func eachOddityHasItsVerdict(fixture: BrokenFixture) throws {
    let home = home()
    let outcome = try home.importFiles([fixture.path])
    let exceptions = try home.rows(.exceptions)
    let settlements = try home.rows(.settlements)
    #expect(outcome.refused == (fixture.verdict == "refused" ? 1 : 0))
    #expect(settlements.isEmpty == (fixture.verdict == "refused"))
    #expect(settlements.allSatisfy { $0["difference"] == "0.00" })
    let kinds = exceptions.compactMap { $0["kind"] }.filter { $0 != "chain_gap" }
    #expect(Set(kinds) == (fixture.kind.isEmpty ? [] : [fixture.kind]))
    #expect(outcome.exitStatus == (fixture.verdict == "refused" ? 3 : outcome.errors > 0 ? 2 : 0))
    if !fixture.amount.isEmpty { #expect(exceptions.first?["amount"] == fixture.amount) }
  }

  @Test func everyFixtureHasAVerdictAndEveryVerdictAFixture() {
    let files = names(in: "\(repositoryRoot)/Fixtures/broken")
      .filter { $0.hasSuffix(".txt") || $0.hasSuffix(".gz") }
    #expect(Set(files) == Set(BrokenFixture.all.map(\.file)))
    #expect(files.count == BrokenFixture.all.count)
  }

  @Test func theWholeFolderIsImportedAtOnceAndRefusedFilesLeaveNoHole() throws {
    let home = home()
    let outcome = try home.importFiles(["\(repositoryRoot)/Fixtures/broken"])
    let refused = BrokenFixture.all.count { $0.verdict == "refused" }
    let others = try home.rows(.exceptions).filter { $0["severity"] == "error" }
      .compactMap { $0["kind"] }.filter { kind in !BrokenFixture.all.contains { $0.kind == kind } }
    // acorn.toml, README.md and expected.tsv are no settlement files.
    #expect(outcome.refused == refused + 3)
    #expect(outcome.settlements >= BrokenFixture.all.count - refused)
    #expect(Set(others).isSubset(of: ["unbound_store"]))
  }
}
