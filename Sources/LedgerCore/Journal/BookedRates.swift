/// What the entries of a locked month are worth in the currency of the books, for ever.
///
/// An accounting system has taken these amounts: what is exported of the entry later, and what takes it
/// back, must say the same, whatever the file of rates says by then. What an entry of an open month
/// moves on (the rest of its settlement, its payout, an accrual's way back) leaves the places of money
/// at the rates at which it came there.
package struct BookedRates: Hashable, Sendable {
  /// The currency of the books when the month was locked.
  package let functional: Currency
  /// What one unit of each other currency was worth; none where no rate was known.
  package let rates: [Currency: ExchangeRate]

  package init(functional: Currency, rates: [Currency: ExchangeRate]) {
    self.functional = functional
    self.rates = rates
  }

  /// Whether an entry with these rates cannot be told at others: it was locked with them, or takes back
  /// what was.
  package func isFixed(for entry: AccountingEntry, _ lastLocked: CalendarMonth?) -> Bool {
    entry.kind == .reversal || lastLocked.map { entry.period <= $0 } ?? false
  }
}

extension AccountingEntry {
  /// The entry as it is locked: with the rates that it continues, else those of its day. One that takes
  /// back what was locked with rates keeps those.
  package func booked(
    in functional: Currency, rate: (Currency, Currency, CalendarDate) -> ExchangeRate?
  ) -> AccountingEntry {
    if kind == .reversal, bookedRates != nil { return self }
    let continued = bookedRates?.functional == functional ? bookedRates?.rates ?? [:] : [:]
    var rates: [Currency: ExchangeRate] = [:]
    for currency in currencies where currency != functional {
      rates[currency] = continued[currency] ?? rate(currency, functional, rateDay)
    }
    return with(BookedRates(functional: functional, rates: rates))
  }

  fileprivate func with(_ bookedRates: BookedRates) -> AccountingEntry {
    AccountingEntry(
      id: id, date: date, kind: kind, origin: origin, cause: cause, corrects: corrects,
      rateDay: rateDay, bookedRates: bookedRates, lines: lines)
  }
}

/// The rates of locked entries, for what continues them in open months.
struct LockedRates {
  /// The settlement, account, outlet or document that both are about, and the day of its rates.
  private struct Place: Hashable {
    let rateDay: CalendarDate
    let reference: ByteString
  }

  private var rates: [Place: BookedRates] = [:]

  /// The first entry at a place gives it its rates.
  init(_ locked: [LockedPeriod]) {
    for entry in locked.lazy.flatMap(\.entries) {
      guard let booked = entry.bookedRates else { continue }
      for place in LockedRates.places(of: entry) where rates[place] == nil {
        rates[place] = booked
      }
    }
  }

  /// The entry with the rates of the locked one that it continues; the same where there is none.
  func continued(_ entry: AccountingEntry) -> AccountingEntry {
    guard !rates.isEmpty, entry.bookedRates == nil, entry.kind != .reversal,
      let booked = LockedRates.places(of: entry).lazy.compactMap({ rates[$0] }).first
    else { return entry }
    return entry.with(booked)
  }

  private static func places(of entry: AccountingEntry) -> [Place] {
    var references = [entry.origin.reference]
    for line in entry.lines where line.reference != references.last {
      references.append(line.reference)
    }
    return references.filter { !$0.isEmpty }.map {
      Place(rateDay: entry.rateDay, reference: ByteString($0))
    }
  }
}
