import LedgerCore

/// Made-up parts of an accounting journal.
package enum MadeJournal {
  package static let chart: AccountingChart = {
    do { return try AccountingChart.builtIn() } catch { preconditionFailure("\(error)") }
  }()

  package static let usd = Currency("USD")!
  package static let eur = Currency("EUR")!
  package static let jpy = Currency("JPY")!

  package static func day(_ text: String) -> CalendarDate { CalendarDate(text)! }
  package static func month(_ text: String) -> CalendarMonth { CalendarMonth(text)! }

  /// Goods of a category that store NA1 sells in the US.
  package static func place(
    _ category: String, outlet: ByteString = "(unassigned)"
  ) -> EntryDimensions {
    EntryDimensions(
      store: "NA1", marketplace: "US", category: ByteString(category), outlet: outlet)
  }

  /// A settlement of store NA1 with a sale and a fee a month, by amount of the sale in minor units.
  package static func settlement(
    _ id: String, opened: String, closed: String, sales: [String: Int64], sha256: String = "aa",
    category: String = "Cups", currency: Currency = usd
  ) -> SettlementBook {
    let amounts = sales.flatMap { [$0.value, -$0.value / 10] }
    var book = SettlementBook(
      store: "NA1", settlementID: id, accountType: "Standard Orders", homeMarketplace: "US",
      currency: currency, opened: day(opened), closed: day(closed),
      totalMinor: amounts.reduce(0, +), sha256: sha256)
    for (text, amount) in sales.sorted(by: { $0.key < $1.key }) {
      for (component, minor) in [(Component.productSales, amount), (.referralFees, -amount / 10)] {
        book.slices.append(
          SettlementBook.Slice(
            month: month(text), component: component, dimensions: place(category),
            amountMinor: minor))
      }
    }
    return book
  }

  /// Sums by account, place, reference and currency; what is zero is left out.
  package static func sums(_ entries: [AccountingEntry]) -> [AccountingLine.Key: Int64] {
    var sums: [AccountingLine.Key: Int64] = [:]
    for line in entries.flatMap(\.lines) { sums[line.key, default: 0] += line.amount.minorUnits }
    return sums.filter { $0.value != 0 }
  }

  /// The balance of an account in a currency.
  package static func balance(
    _ entries: [AccountingEntry], _ account: String, _ currency: Currency
  ) -> Int64 {
    entries.flatMap(\.lines).filter {
      $0.account.name == account && $0.amount.currency == currency
    }.reduce(0) { $0 + $1.amount.minorUnits }
  }
}
