import LedgerCore
import TestSupport
import Testing

@testable import Batch

/// Thirteen weeks of cash, from expected payouts and what somebody states.
@Suite struct CashWeeksTests {
  @Test func thirteenWeeksAreShownByCurrency() throws {
    let home = try Fortnights.home(8)
    var plan = CashPlan()
    plan.weeklyOutflowMinor = 100_000_00
    let usd = Currency("USD")!
    let text = try home.with(Fortnights.night(after: 7)) {
      String(decoding: try $0.cashWeeks([usd: plan], .csv), as: UTF8.self)
    }
    let lines = text.split(separator: "\n")
    #expect(lines.count == 14)
    #expect(lines[13].hasPrefix("currency,USD,"))
    #expect(lines[13].hasSuffix(",1.000,"))
  }

  @Test func allCurrenciesAreSummedAtAStatedRate() throws {
    let home = TestHome(
      Configuration(stores: [
        Configuration.Store("NA1", home: "US", ["US"], accounts: ["USD US"])
      ]), master: [.fx: "date,base,quote,rate\n2026-04-01,EUR,USD,1.25\n"])
    home.configuration.functionalCurrency = Currency("EUR")
    for number in 0..<8 { try Fortnights.add(number, to: home) }
    let text = try home.with(Fortnights.night(after: 7)) {
      String(decoding: try $0.cashWeeks([:], .csv), as: UTF8.self)
    }
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows.count == 27)
    let dollars = cents(rows[1][4])
    let euros = cents(rows[14][4])
    #expect(rows[14][0] == "group")
    #expect(rows[14][10] == "2026-04-01")
    #expect(abs(dollars * 4 / 5 - euros) <= 1, "\(dollars) and \(euros)")
  }

  @Test func whatIsStatedCountsInAllCurrenciesTogether() throws {
    let home = TestHome(
      Configuration(stores: [
        Configuration.Store("NA1", home: "US", ["US"], accounts: ["USD US"])
      ]),
      master: [.fx: "date,base,quote,rate\n2026-04-01,EUR,USD,1.25\n2026-04-01,EUR,CHF,0.5\n"])
    home.configuration.functionalCurrency = Currency("EUR")
    for number in 0..<8 { try Fortnights.add(number, to: home) }
    let (dollar, franc) = (Currency("USD")!, Currency("CHF")!)
    func last(_ plans: [Currency: CashPlan]) throws -> [String: Int64] {
      let text = try home.with(Fortnights.night(after: 7)) {
        String(decoding: try $0.cashWeeks(plans, .csv), as: UTF8.self)
      }
      let rows = text.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      return Dictionary(rows.map { ("\($0[0]) \($0[1])", cents($0[7])) }, uniquingKeysWith: { $1 })
    }
    var (american, swiss) = (CashPlan(), CashPlan())
    (american.openingMinor, american.weeklyOutflowMinor) = (5_000_00, 100_00)
    swiss.openingMinor = 1_000_00
    let (without, with) = (try last([:]), try last([dollar: american, franc: swiss]))
    #expect(with["currency CHF"] == 1_000_00, "a currency in which nothing is paid out")
    #expect(with["currency USD"]! - without["currency USD"]! == 5_000_00 - 1_300_00)
    #expect(with["group EUR"]! - without["group EUR"]! == 4_000_00 - 1_040_00 + 2_000_00)
  }
}
