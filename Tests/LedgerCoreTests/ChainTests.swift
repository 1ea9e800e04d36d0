import LedgerCore
import Testing

private let usd = Currency("USD")!

/// A posted settlement whose period is given in days of March 2026.
///
/// `isInDays`: as where a file writes days alone, so that the last day is a part of it.
func facts(
  _ id: String, _ from: Int, _ to: Int, isInDays: Bool = false, total: Int64 = 1000,
  rows: Int = 10, published: String? = nil, sha256: String? = nil, accountLevelRows: Int = 1
) -> SettlementFacts {
  func midnight(_ day: Int) -> Instant {
    Instant(CalendarDate(dayNumber: CalendarDate("2026-03-01")!.dayNumber + Int32(day)))
  }
  var facts = SettlementFacts(
    versionID: Int64(id) ?? 0, settlementID: id, store: "NA1", currency: usd,
    start: midnight(from), end: Instant(seconds: midnight(to).seconds + (isInDays ? 86_399 : 0)),
    statedTotalMinor: total, rowsTotalMinor: total, rows: rows, accountLevelRows: accountLevelRows,
    readForMarketplace: "US",
    documentName: "NA1_\(id).txt", sha256: sha256 ?? "sha-\(id)",
    publishedAt: published.flatMap { Instant($0) })
  facts.postedRows = rows
  return facts
}

private func chain(
  _ settlements: [SettlementFacts], refused: [RefusedDocument] = []
) -> AccountChain {
  AccountChain(
    store: "NA1", type: "Standard Orders", currency: usd, settlements: settlements,
    refused: refused)
}

/// The status of an identity of the last settlement, and the findings of the whole chain.
private func outcome(
  _ identity: Identity, _ chain: AccountChain
) -> (status: IdentityResult.Status?, kinds: [FindingKind]) {
  let (results, findings) = chainIdentities(of: chain)
  return (results.last { $0.identity == identity }?.status, findings.map(\.kind))
}

private func refused(
  id: String? = nil, period: ClosedRange<Int>? = nil, currency: Currency? = usd,
  store: String? = "NA1"
) -> RefusedDocument {
  RefusedDocument(
    name: "NA1_x.txt", sha256: "sha-x", store: store, settlementID: id, currency: currency,
    period: period.map {
      (facts("1", $0.lowerBound, $0.upperBound).start, facts("1", 0, $0.upperBound).end)
    })
}

@Suite struct ChainTests {
  @Test func periodsThatMeetToTheSecondHold() {
    let found = outcome(.chain, chain([facts("2", 14, 28), facts("1", 0, 14)]))
    #expect(found == (.holds, []))
  }

  @Test(arguments: [
    (13, IdentityResult.Status.broken, [FindingKind.chainOverlap]), (14, .holds, []),
    (15, .holds, []), (16, .broken, [.chainGap]),
  ])
  func periodsInDaysMeetOnTheLastDayOrOnTheNext(
    start: Int, status: IdentityResult.Status, kinds: [FindingKind]
  ) {
    let both = [facts("1", 0, 14, isInDays: true), facts("2", start, 28, isInDays: true)]
    #expect(outcome(.chain, chain(both)) == (status, kinds))
  }

  @Test func theFirstSettlementOfAnAccountIsUndetermined() {
    #expect(outcome(.chain, chain([facts("1", 0, 14)])) == (.undetermined, []))
  }

  @Test func aGapIsReportedWithThePeriodThatIsMissing() throws {
    let (results, findings) = chainIdentities(of: chain([facts("1", 0, 14), facts("3", 28, 42)]))
    #expect(results.last { $0.identity == .chain }?.status == .broken)
    let gap = try #require(findings.first)
    #expect(findings.map(\.kind) == [.chainGap])
    #expect(gap.what.contains("2026-03-15T00:00:00Z..2026-03-29T00:00:00Z"))
    #expect(gap.settlementID == "", "no one settlement is at fault")
  }

  @Test func anOverlapIsReportedAtTheLaterSettlement() throws {
    let (_, findings) = chainIdentities(of: chain([facts("1", 0, 14), facts("2", 13, 28)]))
    #expect(findings.map(\.kind) == [.chainOverlap])
    #expect(findings.first?.settlementID == "2")
  }

  @Test(arguments: [
    (refused(period: 14...28), true), (refused(period: 13...28), true),
    (refused(id: "2"), true), (refused(period: 13...27), false), (refused(id: "4"), false),
    (refused(period: 14...28, currency: Currency("CAD")!), false),
    (refused(period: 14...28, store: "EU1"), false), (refused(period: 14...28, store: nil), true),
    (refused(), false),
  ])
  func aRefusedDocumentMayExplainAGap(document: RefusedDocument, explains: Bool) {
    let found = outcome(
      .chain, chain([facts("1", 0, 14), facts("3", 28, 42)], refused: [document]))
    #expect(found.status == (explains ? .undetermined : .broken))
    #expect(found.kinds == (explains ? [] : [.chainGap]))
  }

  /// The findings about a chain of which the fourth settlement is there again: what is missing of
  /// 14...42 beside refused documents.
  private func found(_ documents: RefusedDocument...) -> [String] {
    chainIdentities(of: chain([facts("10", 0, 14), facts("40", 42, 56)], refused: documents))
      .findings.map { "\($0.kind.rawValue) \($0.place.replacing("T00:00:00Z", with: ""))" }
  }

  @Test func whatARefusedDocumentDoesNotCoverIsMissing() {
    #expect(found(refused(period: 14...28)) == ["chain_gap period 2026-03-29..2026-04-12"])
    #expect(found(refused(period: 28...42)) == ["chain_gap period 2026-03-15..2026-03-29"])
    #expect(
      found(refused(period: 20...25)) == [
        "chain_gap period 2026-03-15..2026-03-21", "chain_gap period 2026-03-26..2026-04-12",
      ])
    #expect(found(refused(period: 14...28), refused(period: 28...42)) == [])
    #expect(found(refused(period: 28...42), refused(period: 14...29)) == [])
  }

  @Test func refusedDocumentsWithoutPeriodsFillAsManySettlementsAsTheyAre() throws {
    #expect(found(refused(id: "20")) == ["chain_gap period 2026-03-15..2026-04-12"])
    #expect(found(refused(id: "20"), refused(id: "20")).count == 1, "it was refused twice")
    #expect(found(refused(id: "20"), refused(id: "30")) == [])
    #expect(found(refused(id: "20"), refused(period: 28...42)) == [])
    let findings = chainIdentities(
      of: chain([facts("10", 0, 14), facts("40", 42, 56)], refused: [refused(id: "20")])
    ).findings
    #expect(findings.first?.what.contains("a part of it was refused: NA1_x.txt") == true)
  }

  @Test func aSettlementThatStartsBeforeARefusedOneEndsOverlapsIt() {
    let (results, findings) = chainIdentities(
      of: chain([facts("1", 0, 14), facts("3", 25, 42)], refused: [refused(period: 14...28)]))
    #expect(findings.map(\.kind) == [.chainOverlap])
    #expect(findings.first?.settlementID == "3")
    #expect(results.last { $0.identity == .chain }?.status == .broken)
  }

  @Test func aRefusedDocumentBelongsToTheAccountWhoseSettlementsItMeets() {
    let document = refused(period: 14...28)
    let chains = [
      chain([facts("1", 0, 14), facts("3", 28, 42)], refused: [document]),
      chain([facts("11", 0, 13), facts("13", 29, 42)], refused: [document]),
    ]
    let kinds = AccountChain.sharingRefused(chains).map { outcome(.chain, $0).kinds }
    #expect(kinds == [[], [.chainGap]])
  }

  @Test func oneRefusedDocumentExplainsOneGapOnly() {
    let settlements = [facts("1", 0, 14), facts("3", 28, 42), facts("5", 56, 70)]
    let found = outcome(.chain, chain(settlements, refused: [refused(id: "2"), refused(id: "2")]))
    #expect(found.kinds == [.chainGap])
  }

  @Test func aRefusedDocumentWithoutAPeriodExplainsTheGapOfOneAccountOnly() {
    // Both lack a settlement; 1210 is near what follows 1010, far from the middle of 1200 and 1800.
    func found(_ ids: String...) -> [[FindingKind]] {
      let documents = ids.map {
        RefusedDocument(
          name: $0, sha256: $0, store: "NA1", settlementID: $0, currency: nil, period: nil)
      }
      let chains = [
        chain([facts("1200", 0, 14), facts("1800", 28, 42)], refused: documents),
        chain([facts("1010", 1, 15), facts("1400", 29, 43)], refused: documents),
      ]
      return AccountChain.sharingRefused(chains).map { outcome(.chain, $0).kinds }
    }
    #expect(found("1210") == [[.chainGap], []])
    #expect(found("1490") == [[], [.chainGap]])
    #expect(found("1210", "1490") == [[], []])
    #expect(found("1210", "1220") == [[], []], "each fills one gap")
    #expect(found("9999") == [[.chainGap], [.chainGap]])
  }
}

@Suite struct CarriedBalanceTests {
  private func pair(total: Int64, carried: Int64) -> AccountChain {
    var second = facts("2", 14, 28)
    second.amounts[.carryOver] = carried
    return chain([facts("1", 0, 14, total: total), second])
  }

  @Test(arguments: [(-2999, -2999), (0, 0), (2999, 0)])
  func aDebtIsCarriedIntoTheNextSettlement(total: Int64, carried: Int64) {
    #expect(outcome(.debtChain, pair(total: total, carried: carried)) == (.holds, []))
  }

  @Test(arguments: [(-2999, 0, -2999), (-2999, -3000, 1), (100, -5, 5)])
  func aDebtThatIsNotCarriedIsADiscontinuity(total: Int64, carried: Int64, missing: Int64) throws {
    let (results, findings) = chainIdentities(of: pair(total: total, carried: carried))
    #expect(findings.map(\.kind) == [.debtDiscontinuity])
    #expect(findings.first?.amount?.minorUnits == -missing)
    #expect(results.last { $0.identity == .debtChain }?.status == .broken)
  }

  private func reserves(held: Int64, credited: Int64) -> AccountChain {
    var (first, second) = (facts("1", 0, 14), facts("2", 14, 28))
    first.currentReserveMinor = held
    second.previousReserveMinor = credited
    return chain([first, second])
  }

  @Test(arguments: [(-15000, 15000), (0, 0)])
  func aReserveComesBack(held: Int64, credited: Int64) {
    #expect(outcome(.reserveChain, reserves(held: held, credited: credited)) == (.holds, []))
  }

  @Test(arguments: [(-15000, 0, -15000), (-15000, 15001, 1), (0, 7, 7)])
  func aReserveThatDoesNotComeBackIsADiscontinuity(held: Int64, credited: Int64, amount: Int64) {
    let (_, findings) = chainIdentities(of: reserves(held: held, credited: credited))
    #expect(findings.map(\.kind) == [.reserveDiscontinuity])
    #expect(findings.first?.amount?.minorUnits == amount)
  }

  @Test func acrossAGapNothingIsSaidAboutBalances() {
    let found = outcome(.debtChain, chain([facts("1", 0, 14, total: -5), facts("3", 28, 42)]))
    #expect(found == (.undetermined, [.chainGap]))
  }

  @Test func aFirstSettlementThatCarriesADebtIsUndetermined() {
    var first = facts("1", 0, 14)
    #expect(outcome(.debtChain, chain([first])).status == .holds)
    first.amounts[.carryOver] = -5
    #expect(outcome(.debtChain, chain([first])).status == .undetermined)
  }
}

@Suite struct FileIdentityTests {
  private func broken(_ change: (inout SettlementFacts) -> Void) -> [Identity] {
    var facts = facts("1", 0, 14)
    change(&facts)
    return fileIdentities(of: facts, accountType: "Standard Orders")
      .filter { $0.status == .broken }.map(\.identity)
  }

  @Test func aSoundSettlementKeepsAllOfThem() {
    #expect(broken { _ in } == [])
  }

  @Test func eachFaultBreaksItsOwnIdentity() {
    #expect(broken { $0.postedRows = 9 } == [.rowsComplete])
    #expect(broken { $0.entryBalanceMinor = 1 } == [.journal])
  }

  @Test func aPeriodThatEndsBeforeItStartsIsBroken() {
    let results = fileIdentities(of: facts("1", 14, 0), accountType: "")
    #expect(results.filter { $0.status == .broken }.map(\.identity) == [.period])
  }
}
