import LedgerCore
import TestSupport
import Testing

private let usd = Currency("USD")!

private func found(
  _ settlement: SettlementFacts, beside others: [SettlementFacts] = []
) throws -> [Finding] {
  let chain = AccountChain(
    store: "NA1", type: "Standard Orders", currency: usd, settlements: others + [settlement],
    refused: [])
  let versions = versioned(others + [settlement])
  return try #require(versions.first { $0.current.settlementID == settlement.settlementID })
    .findings(in: chain)
}

extension VersionedSettlement {
  fileprivate func findings(in chain: AccountChain) -> [Finding] {
    LedgerCore.findings(of: self, in: chain)
  }
}

@Suite struct SettlementFindingsTests {
  private func withFees(_ id: String, _ from: Int, total: Int64, advertising: Int64)
    -> SettlementFacts
  {
    var settlement = facts(id, from, from + 14, total: total)
    settlement.amounts[.advertising] = advertising
    return settlement
  }

  @Test func anUnusualChargeBehindANegativeTotalIsShown() throws {
    let usual = withFees("1", 0, total: 5000, advertising: -1000)
    let unusual = withFees("2", 14, total: -200, advertising: -9000)
    let findings = try found(unusual, beside: [usual])
    #expect(findings.map(\.kind) == [.negativeSettlement])
    #expect(findings.first?.amount?.minorUnits == -200)
    #expect(findings.first?.severity == .warning)
  }

  @Test(arguments: [(-200, -1990), (-9100, -9000), (200, -9000)])
  func aNegativeTotalThatFitsTheAccountIsNot(total: Int64, advertising: Int64) throws {
    let usual = withFees("1", 0, total: 5000, advertising: -1000)
    #expect(
      try found(withFees("2", 14, total: total, advertising: advertising), beside: [usual]).isEmpty)
  }

  @Test func aChargeThatIsSmallBesideUsualPayoutsIsNot() throws {
    let usual = withFees("1", 0, total: 40_000, advertising: 0)
    #expect(
      try found(withFees("2", 14, total: -200, advertising: -10_000), beside: [usual]).isEmpty)
  }

  /// Settlements of which the first so many have the charge.
  private func account(_ charged: Int, of count: Int) -> [SettlementFacts] {
    (0..<count).map { place in
      let isCharged = place < charged
      return withFees(
        "\(place + 100)", place * 14, total: isCharged ? -200 : 5000,
        advertising: isCharged ? -9000 - Int64(place) : -1000)
    }
  }

  @Test(arguments: [(1, 20), (3, 15), (3, 35), (4, 80)])
  func anUnusualChargeThatCameMoreThanOnceIsShownEachTime(charged: Int, count: Int) throws {
    let account = account(charged, of: count)
    for settlement in account.prefix(charged) {
      let others = account.filter { $0.settlementID != settlement.settlementID }
      #expect(try found(settlement, beside: others).map(\.kind) == [.negativeSettlement])
    }
  }

  @Test(arguments: [(3, 10), (5, 30), (5, 80), (10, 20)])
  func aChargeThatComesAgainAndAgainIsNot(charged: Int, count: Int) throws {
    let account = account(charged, of: count)
    #expect(try found(account[0], beside: Array(account.dropFirst())).isEmpty)
  }

  @Test func aReturnedPayoutIsReportedAtTheSettlementThatWasPaid() throws {
    var later = facts("3", 28, 42)
    later.returnedTransfersMinor = [700]
    let paid = facts("1", 0, 14, total: 700)
    let findings = try found(later, beside: [paid, facts("2", 14, 28, total: 900)])
    #expect(findings.map(\.kind) == [.payoutFailed])
    #expect(findings.first?.settlementID == "1")
    #expect(findings.first?.amount?.minorUnits == 700)
    #expect(try found(later).first?.settlementID == "3", "no settlement of that total is known")
  }

  @Test func aReturnedPayoutIsNotExpectedAtTheBank() {
    var later = facts("3", 28, 42, total: 800)
    later.returnedTransfersMinor = [700]
    let settlements = [facts("1", 0, 14, total: 700), facts("2", 14, 28, total: 900), later]
    let terms = DepositTerms { _ in BusinessCalendar() }
    func failed(_ payouts: [PayoutFacts]) -> [String] {
      var records = AmazonRecords()
      records.payouts = payouts
      return plannedDeposits(of: settlements, accountType: "", records, terms)
        .filter(\.isFailed).map(\.deposit.id.text)
    }
    func payout(_ id: String, _ status: String) -> PayoutFacts {
      PayoutFacts(
        id: id, status: status, type: "SCHEDULED", amount: settlements[0].money(700),
        accountType: "", marketplaceID: "", createdAt: settlements[0].end, traceID: nil,
        accountTail: nil, settlementID: "1")
    }
    #expect(failed([]) == ["settlement 1"])
    #expect(failed([payout("P1", "PAID")]) == ["P1"])
    // It was sent again: that the first one failed is what Amazon says.
    #expect(failed([payout("P1", "FAILED"), payout("P2", "PAID")]) == ["P1"])
  }

  @Test func eachUnknownLabelIsOneFinding() throws {
    var settlement = facts("1", 0, 14)
    settlement.unknownLabels = [
      LabelTotal(label: LabelTriple("B", "", ""), amountMinor: -5, rows: 2),
      LabelTotal(label: LabelTriple("A", "", ""), amountMinor: 7, rows: 1),
    ]
    let findings = try found(settlement)
    #expect(findings.map(\.kind) == [.unknownLabel, .unknownLabel])
    #expect(findings.map(\.amount?.minorUnits) == [7, -5])
    #expect(Set(findings.map(\.identityKey)).count == 2)
  }
}

@Suite struct VersionsTests {
  private let first = facts("1", 0, 14, total: 1000, rows: 10, sha256: "b")
  private let longer = facts("1", 0, 14, total: 1300, rows: 12, sha256: "a")

  @Test func withoutPublishingTimesTheLongerVersionIsTheLaterOne() throws {
    for order in [[first, longer], [longer, first]] {
      let settlement = try #require(versioned(order).first)
      #expect(settlement.versions.map(\.sha256) == ["b", "a"])
      #expect(settlement.current.statedTotalMinor == 1300)
    }
  }

  @Test func publishingTimesDecideWhereTheyAreKnown() throws {
    let old = facts("1", 0, 14, rows: 12, published: "2026-03-20", sha256: "a")
    let new = facts("1", 0, 14, rows: 10, published: "2026-03-21", sha256: "b")
    let unknown = facts("1", 0, 14, rows: 99, sha256: "c")
    for order in [[old, new, unknown], [unknown, new, old], [new, unknown, old]] {
      #expect(versioned(order).first?.versions.map(\.sha256) == ["c", "a", "b"])
    }
  }

  @Test func theOrderOfArrivalNeverMatters() {
    for seed in UInt64(1)...50 {
      var random = SplitMix64(seed: seed)
      let all = (0..<8).map { number in
        facts(
          String(number % 3 + 1), number % 3 * 14, number % 3 * 14 + 14,
          rows: Int.random(in: 1...3, using: &random),
          published: random.once(in: 2) ? "2026-03-2\(number)" : nil, sha256: "sha\(number)")
      }
      let one = versioned(all).map { $0.versions.map(\.sha256) }
      let other = versioned(all.shuffled(using: &random)).map { $0.versions.map(\.sha256) }
      #expect(one == other, "seed \(seed)")
    }
  }

  @Test func aRestatementShowsWhatTheNewVersionAdds() throws {
    let settlement = try #require(versioned([first, longer]).first)
    let chain = AccountChain(
      store: "NA1", type: "", currency: usd, settlements: [settlement.current], refused: [])
    let findings = LedgerCore.findings(of: settlement, in: chain)
    #expect(findings.map(\.kind) == [.restatement])
    #expect(findings.first?.amount?.minorUnits == 300)
  }
}
