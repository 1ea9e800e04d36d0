import LedgerCore
import TestSupport
import Testing

@Suite struct SettlementEntryTests {
  private let clearing = "Assets:Amazon:Clearing"
  private let transit = "Assets:Amazon:InTransit"

  @Test func aSettlementOfOneMonthIsOneEntryWithoutClearing() {
    let book = MadeJournal.settlement(
      "11", opened: "2026-03-01", closed: "2026-03-15", sales: ["2026-03": 1000])
    let made = entries(of: book, MadeJournal.chart)
    #expect(made.map(\.id) == ["NA1-11-2026-03"])
    #expect(made.map(\.date) == [MadeJournal.day("2026-03-15")])
    #expect(
      made[0].lines.map { "\($0.account.name) \($0.amount)" } == [
        "Assets:Amazon:InTransit 9.00 USD", "Expenses:Amazon:ReferralFees 1.00 USD",
        "Income:Amazon:ProductSales -10.00 USD",
      ])
  }

  @Test func aSettlementThatStraddlesMonthsPassesThroughClearing() {
    let book = MadeJournal.settlement(
      "12", opened: "2026-03-25", closed: "2026-04-08", sales: ["2026-03": 2000, "2026-04": 500])
    let made = entries(of: book, MadeJournal.chart)
    #expect(made.map(\.date.description) == ["2026-03-31", "2026-04-08"])
    #expect(MadeJournal.balance([made[0]], clearing, MadeJournal.usd) == 1800)
    #expect(MadeJournal.balance([made[1]], clearing, MadeJournal.usd) == -1800)
    #expect(MadeJournal.balance(made, transit, MadeJournal.usd) == 2250)
    #expect(Set(made.map(\.rateDay)) == [MadeJournal.day("2026-04-08")])
  }

  @Test func aCloseWithoutRowsInItsMonthHasAnEntryOfItsOwn() {
    let book = MadeJournal.settlement(
      "13", opened: "2026-03-20", closed: "2026-04-03", sales: ["2026-03": 100])
    let made = entries(of: book, MadeJournal.chart)
    #expect(made.map(\.id) == ["NA1-13-2026-03", "NA1-13-2026-04"])
    #expect(made[1].lines.count == 2)
  }

  @Test func aDebtIsCarriedAndNothingIsOnItsWay() {
    let book = MadeJournal.settlement(
      "14", opened: "2026-03-01", closed: "2026-03-15", sales: ["2026-03": -1000])
    let made = entries(of: book, MadeJournal.chart)
    #expect(MadeJournal.balance(made, transit, MadeJournal.usd) == 0)
    #expect(
      MadeJournal.balance(made, "Liabilities:Amazon:CarriedDebt", MadeJournal.usd) == -900)
  }

  @Test func everyEntryOfMadeUpSettlementsBalances() {
    for seed in UInt64(1)...100 {
      var random = SplitMix64(seed: seed)
      let sales = Dictionary(
        ["2026-02", "2026-03", "2026-04"].filter { _ in random.once(in: 2) }
          .map { ($0, Int64.random(in: -5000...5000, using: &random)) }, uniquingKeysWith: { $1 })
      let book = MadeJournal.settlement(
        "15", opened: "2026-02-10", closed: "2026-04-10", sales: sales)
      let made = entries(of: book, MadeJournal.chart)
      #expect(MadeJournal.balance(made, clearing, MadeJournal.usd) == 0, "seed \(seed)")
      for entry in made { #expect(AccountingEntry.isBalanced(entry.lines), "seed \(seed)") }
      let rows = book.slices.reduce(0) { $0 + $1.amountMinor }
      #expect(rows == book.totalMinor, "seed \(seed)")
    }
  }
}

@Suite struct PayoutEntryTests {
  private func part(_ id: String, _ minor: Int64, _ currency: Currency) -> BankedLine.Part {
    BankedLine.Part(
      store: "NA1", marketplace: "US", payoutID: "P\(id)", settlementID: id,
      amount: Money(minorUnits: minor, currency), closed: MadeJournal.day("2026-03-15"),
      documents: ["s\(id)"])
  }

  private func line(_ minor: Int64, _ currency: Currency, _ parts: [BankedLine.Part]) -> BankedLine
  {
    BankedLine(
      id: "L1", bankAccount: "DE89", day: MadeJournal.day("2026-03-18"),
      amount: Money(minorUnits: minor, currency), documents: ["bank"], parts: parts)
  }

  @Test func severalPayoutsInOneLineEachLeaveTheirWay() throws {
    let made = try #require(
      payoutEntry(
        of: line(
          900, MadeJournal.usd, [part("1", 300, MadeJournal.usd), part("2", 600, MadeJournal.usd)]),
        MadeJournal.chart, converted: { _, _, _ in nil }))
    #expect(made.lines.map(\.reference).sorted() == ["1", "1", "2"])
    #expect(MadeJournal.balance([made], "Assets:Bank", MadeJournal.usd) == 900)
    #expect(made.origin.documents == ["bank", "s1", "s2"])
  }

  @Test func aConvertedPayoutShowsItsRealisedDifference() throws {
    let made = try #require(
      payoutEntry(
        of: line(8_900, MadeJournal.eur, [part("1", 10_000, MadeJournal.usd)]), MadeJournal.chart,
        converted: { money, currency, day in
          #expect(day == MadeJournal.day("2026-03-15"), "the rate is that of the close")
          return Money(minorUnits: money.minorUnits * 91 / 100, currency)
        }))
    // Booked at 91.00 EUR, 89.00 EUR came in: a loss of 2.00 EUR.
    #expect(MadeJournal.balance([made], "Expenses:FXDifference", MadeJournal.eur) == 200)
    #expect(MadeJournal.balance([made], "Equity:CurrencyExchange", MadeJournal.eur) == -9_100)
    #expect(MadeJournal.balance([made], "Equity:CurrencyExchange", MadeJournal.usd) == 10_000)
    #expect(MadeJournal.balance([made], "Assets:Amazon:InTransit", MadeJournal.usd) == -10_000)
  }

  @Test func withoutARateNoDifferenceIsTold() throws {
    let made = try #require(
      payoutEntry(
        of: line(8_900, MadeJournal.eur, [part("1", 10_000, MadeJournal.usd)]), MadeJournal.chart,
        converted: { _, _, _ in nil }))
    #expect(MadeJournal.balance([made], "Expenses:FXDifference", MadeJournal.eur) == 0)
    #expect(made.cause.hasSuffix("no rate is known, so no difference is told"))
  }

  @Test func partsThatDoNotMakeTheLineGiveNoEntry() {
    let made = payoutEntry(
      of: line(901, MadeJournal.usd, [part("1", 900, MadeJournal.usd)]), MadeJournal.chart,
      converted: { _, _, _ in nil })
    #expect(made == nil)
  }
}

@Suite struct AccrualTests {
  private func movement(
    _ posted: String, _ released: String?, settled: Bool, _ minor: Int64
  ) -> AccountMovement {
    AccountMovement(
      posted: MadeJournal.day(posted), released: released.map(MadeJournal.day),
      isSettled: settled, amountMinor: minor)
  }

  private func entries(
    _ movements: [AccountMovement], until last: String
  ) -> [AccountingEntry] {
    var accruals = Accruals()
    for movement in movements { accruals.add(movement) }
    let account = AccountProfile(
      currency: MadeJournal.usd, type: AccountProfile.standard, homeMarketplace: "US")
    return accruals.entries(
      of: account, store: "NA1", until: MadeJournal.day(last), MadeJournal.chart)
  }

  @Test func whatIsUnsettledAtTheMonthsEndIsAccruedAndTakenBack() {
    let made = entries(
      [
        movement("2026-03-05", "2026-03-05", settled: true, 100),
        movement("2026-03-28", "2026-03-28", settled: false, 250),
        // Held back over the month's end; its settlement of April is in the books already.
        movement("2026-03-29", "2026-04-09", settled: true, 70),
      ], until: "2026-04-20")
    #expect(
      made.map(\.id) == ["ACCR-NA1-USD-US-2026-03", "ACCR-NA1-USD-US-2026-03-BACK"])
    #expect(made.map(\.date.description) == ["2026-03-31", "2026-04-01"])
    #expect(MadeJournal.balance([made[0]], "Assets:Amazon:Accrued", MadeJournal.usd) == 250)
    #expect(MadeJournal.balance([made[0]], "Assets:Amazon:Deferred", MadeJournal.usd) == 70)
    #expect(MadeJournal.balance([made[0]], "Income:Amazon:Accrued", MadeJournal.usd) == -320)
    #expect(MadeJournal.sums(made).isEmpty)
  }

  @Test func aMonthThatHasNotEndedIsNotAccrued() {
    let made = entries(
      [movement("2026-03-28", nil, settled: false, 250)], until: "2026-03-30")
    #expect(made.isEmpty)
  }
}

@Suite struct FunctionalAmountTests {
  @Test func convertedLinesSumToZeroAndMoneyKeepsItsOwnConversion() throws {
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      var book = MadeJournal.settlement(
        "1", opened: "2026-03-01", closed: "2026-03-15", sales: [:])
      var total: Int64 = 0
      for component in Component.incomeAndCost {
        let minor = Int64.random(in: -9_999...9_999, using: &random)
        total += minor
        book.slices.append(
          SettlementBook.Slice(
            month: MadeJournal.month("2026-03"), component: component,
            dimensions: MadeJournal.place("Cups"), amountMinor: minor))
      }
      let made = SettlementBook(
        store: "NA1", settlementID: "1", accountType: "", homeMarketplace: "US",
        currency: MadeJournal.usd, opened: book.opened, closed: book.closed, totalMinor: total,
        sha256: "")
      var filled = made
      filled.slices = book.slices
      let entry = try #require(entries(of: filled, MadeJournal.chart).first)
      let numerator = Int64.random(in: 1...2_000, using: &random)
      let rate = try #require(
        ExchangeRate(numerator: numerator, denominator: 1_000, date: entry.date))
      let minors = try #require(
        entry.functionalMinor(in: MadeJournal.eur, rates: [MadeJournal.usd: rate]))
      #expect(minors.reduce(0, +) == 0, "seed \(seed)")
      for (line, minor) in zip(entry.lines, minors) {
        let plain = try #require(scaled(line.amount.minorUnits, by: numerator, over: 1_000))
        if line.account.accountClass == "Assets" || line.account.accountClass == "Liabilities" {
          #expect(minor == plain, "seed \(seed)")
        }
        #expect(abs(minor - plain) <= 2, "seed \(seed)")
      }
    }
  }
}
