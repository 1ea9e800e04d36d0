import LedgerCore
import TestSupport
import Testing

@Suite struct CreditIdentityTests {
  private func credit(
    _ line: String, _ units: Int64, _ day: String, isExplained: Bool = true,
    account: String = "DE02500105170137075030", currency: String = "EUR"
  ) -> AmazonCredit {
    AmazonCredit(
      lineID: line, account: account, day: CalendarDate(day)!,
      amount: Money(minorUnits: units, Currency(currency)!), text: "AMAZON EU SARL",
      isExplained: isExplained)
  }

  @Test func itHoldsWhereEachCreditIsAPayout() {
    let results = creditIdentities(of: [
      credit("L2", 250, "2026-03-20"), credit("L1", 1_000, "2026-03-06"),
      credit("L3", 900, "2026-03-06", currency: "USD"),
    ])
    #expect(results.map(\.status) == [.holds, .holds])
    #expect(results.map(\.currency) == ["EUR", "USD"])
    #expect(results[0].expected == "12.50" && results[0].actual == "12.50")
    #expect(results[0].difference == "0.00" && results[0].cause.isEmpty)
    #expect(results[0].evidence.contains("DE02500105170137075030, Amazon"))
  }

  @Test func whatNoPayoutExplainsIsTheDifference() {
    let results = creditIdentities(of: [
      credit("L1", 1_000, "2026-03-06"),
      credit("L2", 77, "2026-03-09", isExplained: false),
    ])
    #expect(results.map(\.status) == [.undetermined])
    #expect(results[0].expected == "10.77" && results[0].actual == "10.00")
    #expect(results[0].difference == "-0.77")
    #expect(
      results[0].cause
        == "no payout explains bank line L2 on 2026-03-09, 0.77 EUR, 'AMAZON EU SARL'")
  }

  @Test func theLatestThreeAreNamed() {
    let credits = (1...5).map { credit("L\($0)", 10, "2026-03-0\($0)", isExplained: $0 == 1) }
    let cause = creditIdentities(of: credits)[0].cause
    #expect(cause.contains("L3") && cause.contains("L5") && cause.hasSuffix("nor 1 earlier"))
    #expect(!cause.contains("L2"))
  }

  @Test func whatIsOlderThanTheBooksIsNotAsked() {
    let results = creditIdentities(of: [
      credit("L1", 500, "2025-01-06", isExplained: false), credit("L2", 600, "2026-03-06"),
    ])
    #expect(results.map(\.status) == [.holds])
    #expect(results[0].expected == "6.00")
  }

  @Test func withNothingExplainedAllIsOpen() {
    let results = creditIdentities(of: [credit("L1", 500, "2025-01-06", isExplained: false)])
    #expect(results.map(\.status) == [.undetermined])
    #expect(results[0].actual == "0.00")
  }

  @Test func anAccountIsOneHoweverItsFormatPrintsIt() {
    let results = creditIdentities(of: [
      credit("L1", 1_000, "2026-03-06", account: "0137075030"),
      credit("L2", 2_000, "2026-03-07"),
    ])
    #expect(results.count == 1)
    #expect(results[0].evidence.hasPrefix("bank account DE02500105170137075030, "))
  }
}
