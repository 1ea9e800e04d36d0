import LedgerCore
import TestSupport
import Testing

private let usd = Currency("USD")!

/// Two-week settlements with these sales and referral fees, minor units.
private func chain(_ periods: [(sales: Int64, fees: Int64)]) -> AccountChain {
  AccountChain(
    store: "NA1", type: "Standard Orders", currency: usd,
    settlements: periods.enumerated().map { index, period in
      var settlement = facts(
        "\(index)", index * 14, index * 14 + 14, total: period.sales + period.fees)
      settlement.amounts[.productSales] = period.sales
      settlement.amounts[.referralFees] = period.fees
      return settlement
    }, refused: [])
}

@Suite struct JumpTests {
  private let usual: [(sales: Int64, fees: Int64)] = [
    (100_000, -15_000), (104_000, -15_500), (97_000, -14_600), (101_000, -15_200),
    (99_000, -14_900),
    (103_000, -15_400),
  ]

  @Test func anAccountThatGoesOnAsUsualHasNoJumps() {
    #expect(jumps(of: chain(usual), limits: Jump.Limits()).isEmpty)
  }

  @Test func aFeeThatGrowsBeyondItsOwnHistoryIsShownWithTheNumbersBehindIt() throws {
    let found = jumps(of: chain(usual + [(100_000, -25_000)]), limits: Jump.Limits())
    let jump = try #require(found.first { $0.measure == .referralFees })
    #expect(jump.settlementID == "6")
    #expect(jump.value == 250)
    #expect(jump.usual == 150)
    #expect(jump.settlements == 6)
    #expect(
      jump.text(in: usd)
        == "referral_fees: 25.0 % of sales, usually 15.0 % of sales with a spread of"
        + " 0.3 % of sales over 6 settlements")
  }

  @Test func anAmountIsComparedByTheDaySoThatAShortPeriodIsNoJump() {
    var periods = chain(usual).settlements
    var short = facts("short", 84, 91, total: 43_000)
    short.amounts = [.productSales: 50_000, .referralFees: -7_500]
    periods.append(short)
    let account = AccountChain(
      store: "NA1", type: "Standard Orders", currency: usd, settlements: periods, refused: [])
    #expect(jumps(of: account, limits: Jump.Limits()).isEmpty)
  }

  @Test func oneJumpDoesNotHideTheNext() {
    let odd: (sales: Int64, fees: Int64) = (100_000, -40_000)
    let found = jumps(of: chain(usual + [odd, usual[0], odd]), limits: Jump.Limits())
    #expect(found.filter { $0.measure == .referralFees }.map(\.settlementID) == ["6", "8"])
  }

  @Test func widerLimitsTellLess() {
    var limits = Jump.Limits()
    limits.percent = 80
    #expect(
      jumps(of: chain(usual + [(100_000, -25_000)]), limits: limits)
        .allSatisfy { $0.measure != .referralFees })
  }
}
