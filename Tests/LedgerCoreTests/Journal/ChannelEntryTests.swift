import LedgerCore
import TestSupport
import Testing

@Suite struct ChannelEntryTests {
  private let march = MadeJournal.month("2026-03")

  private func book(
    _ channel: SalesChannel, _ part: ChannelMonth.Part, _ legs: [ChannelLeg], day: String
  ) -> ChannelBook {
    var book = ChannelBook(
      ChannelMonth(
        channel, part, store: "EU1", outlet: channel == .till ? "OUT-1" : "(unassigned)",
        currency: MadeJournal.eur, month: march))
    book.add(legs, day: MadeJournal.day(day), document: "aa")
    return book
  }

  private func sums(_ entry: AccountingEntry?) -> [String: Int64] {
    var sums: [String: Int64] = [:]
    for line in entry?.lines ?? [] { sums[line.role, default: 0] += line.amount.minorUnits }
    return sums
  }

  @Test func anEntryIsOfTheLastDayToldAndTakesTheRateOfTheMonthsEnd() {
    let legs = ticketLegs(
      outlet: "OUT-1", category: "Cups", tender: "card", isRefund: false, totalMinor: 1190,
      taxMinor: 190)
    let made = entry(of: book(.till, .tickets, legs, day: "2026-03-12"), MadeJournal.chart)
    #expect(made?.id == "TILL-OUT-1-EUR-2026-03-TICKETS")
    #expect(made?.date == MadeJournal.day("2026-03-12"))
    #expect(made?.rateDay == MadeJournal.day("2026-03-31"))
    #expect(
      made?.lines.map { "\($0.account.name) \($0.amount) \($0.reference)" } == [
        "Assets:Tills:Clearing 11.90 EUR OUT-1 card", "Income:Tills:Sales -10.00 EUR OUT-1",
        "Liabilities:Tills:Tax -1.90 EUR OUT-1",
      ])
  }

  @Test(arguments: [
    ("voucher", "till_vouchers"), ("store gift card", "till_vouchers"), ("card", "till_clearing"),
    ("", "till_clearing"),
  ])
  func vouchersAreNeverDeposited(tender: String, role: String) {
    let legs = ticketLegs(
      outlet: "OUT-1", category: "Cups", tender: ByteString(tender), isRefund: false,
      totalMinor: 100, taxMinor: 0)
    #expect(legs.last?.role == role)
  }

  @Test(arguments: [
    ("charge", "webstore_orders"), ("refund", "webstore_refunds"),
    ("refund_failure", "webstore_refunds"), ("chargeback", "webstore_chargebacks"),
    ("dispute_reversal", "webstore_chargebacks"), ("adjustment", "webstore_adjustments"),
  ])
  func eachTypeOfTransactionHasItsAccount(type: String, role: String) {
    let legs = paymentLegs(
      type: ByteString(type), amountMinor: 1000, feeMinor: 30, netMinor: 970)
    #expect(legs.map(\.role) == [role, "webstore_fees", "webstore_clearing"])
    #expect(legs.map(\.minor) == [-1000, 30, 970])
  }

  @Test(arguments: ["scheduled", "failed", "canceled"])
  func aPayoutThatIsNotSentMovesNothing(status: String) {
    #expect(payoutLegs(status: ByteString(status), totalMinor: 100).isEmpty)
    #expect(payoutLegs(status: "in_transit", totalMinor: 100).map(\.minor) == [100, -100])
  }

  @Test func transfersInTheListOfTransactionsAreNotCountedAsPayoutsToo() {
    let legs = paymentLegs(type: "payout", amountMinor: -5000, feeMinor: 25, netMinor: -5025)
    #expect(legs.map(\.role) == ["webstore_fees", "webstore_clearing"])
    #expect(legs.map(\.minor) == [25, -25])
  }

  @Test func everyEntryOfMadeUpDocumentsBalancesAndShowsWhatTheirPartsLack() {
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      func amount() -> Int64 { Int64.random(in: -90_000...90_000, using: &random) }
      let (gross, fee, over, net) = (amount(), amount(), amount(), amount())
      let deposits = book(
        .till, .deposits,
        depositLegs(
          outlet: "OUT-1", tender: "cash", grossMinor: gross, feeMinor: fee, overShortMinor: over,
          netMinor: net), day: "2026-03-05")
      let made = entry(of: deposits, MadeJournal.chart)
      #expect(AccountingEntry.isBalanced(made?.lines ?? []), "seed \(seed)")
      #expect(
        sums(made)["channel_differences", default: 0] == gross + fee + over - net, "seed \(seed)")
      let (total, tax, added, shipping) = (amount(), amount(), amount(), amount())
      let (lines, discount) = (amount(), amount())
      let orders = book(
        .webstore, .orders,
        orderLegs(
          shippingMinor: shipping, taxMinor: tax, addedTaxMinor: added, totalMinor: total)
          + orderLineLegs(category: "Cups", grossMinor: lines, discountMinor: discount),
        day: "2026-03-05")
      let ordered = entry(of: orders, MadeJournal.chart)
      #expect(AccountingEntry.isBalanced(ordered?.lines ?? []), "seed \(seed)")
      #expect(
        sums(ordered)["channel_differences", default: 0]
          == lines - discount + shipping + added - total, "seed \(seed)")
    }
  }

  @Test func everyPaymentOfAVendorsInvoicesBalances() {
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      let currencies = [MadeJournal.usd, MadeJournal.eur]
      func money() -> Money {
        Money(
          minorUnits: Int64.random(in: -90_000...90_000, using: &random),
          currencies[Int.random(in: 0...1, using: &random)])
      }
      let bookings = (0..<4).map { place in
        VendorBooking(
          invoice: "INV-\(place)", vendorCode: "V\(place % 2)", variance: .shortageValid,
          state: place == 0 ? .undetermined : .paid, issued: MadeJournal.day("2026-03-01"),
          invoiced: money(), deductedMinor: Int64.random(in: 0...500, using: &random),
          document: "aa")
      }
      let items = (0..<5).map { place in
        VendorRemittance.Item(
          invoice: "INV-\(place)", total: nil, net: money(), discount: money(), withheld: nil)
      }
      let remittance = VendorRemittance(
        id: "1", number: "40", paidAt: Instant("2026-03-20T10:00:00Z")!, amount: money(),
        invoiceAmount: nil, exchangeRate: "", status: "SUCCESSFUL", vendorCodes: ["V0", "V1"],
        itemCount: nil, items: items)
      let rate: Conversion = { money, currency, _ in
        Money(minorUnits: money.minorUnits * 9 / 10, currency)
      }
      let payments = VendorPaymentEntries(bookings, MadeJournal.chart, converted: rate)
        .entries(of: [remittance], documents: [:])
      let months = vendorBooks(bookings).compactMap { entry(of: $0, MadeJournal.chart) }
      #expect(!payments.isEmpty && !months.isEmpty, "seed \(seed)")
      for entry in payments + months {
        #expect(AccountingEntry.isBalanced(entry.lines), "seed \(seed)")
      }
      let transit = payments.flatMap(\.lines).filter { $0.role == JournalRole.vendorInTransit }
      #expect(transit.map(\.amount) == [remittance.amount], "seed \(seed)")
    }
  }
}
