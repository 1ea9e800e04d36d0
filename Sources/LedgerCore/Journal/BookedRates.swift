/// What the entries of a locked month are worth in the currency of the books, for ever.
///
/// An accounting system has taken these amounts: what is exported of the entry later, and what takes it
/// back, must say the same, whatever the file of rates says by then.
package struct BookedRates: Hashable, Sendable {
  /// The currency of the books when the month was locked.
  package let functional: Currency
  /// What one unit of each other currency was worth; none where no rate was known.
  package let rates: [Currency: ExchangeRate]

  package init(functional: Currency, rates: [Currency: ExchangeRate]) {
    self.functional = functional
    self.rates = rates
  }
}

extension AccountingEntry {
  /// The entry as it is locked: with the rates of its day. One that takes back what was locked with
  /// rates keeps those.
  package func booked(
    in functional: Currency, rate: (Currency, Currency, CalendarDate) -> ExchangeRate?
  ) -> AccountingEntry {
    guard bookedRates == nil else { return self }
    var rates: [Currency: ExchangeRate] = [:]
    for currency in currencies where currency != functional {
      rates[currency] = rate(currency, functional, rateDay)
    }
    return AccountingEntry(
      id: id, date: date, kind: kind, origin: origin, cause: cause, corrects: corrects,
      rateDay: rateDay, bookedRates: BookedRates(functional: functional, rates: rates),
      lines: lines)
  }
}
