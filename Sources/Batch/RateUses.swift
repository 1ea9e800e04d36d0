import LedgerCore

/// Which exchange rates are used for which days, to tell those that are missing or were old by then.
struct RateUses {
  private struct Pair: Hashable, Comparable {
    let base, quote: Currency

    static func < (lhs: Pair, rhs: Pair) -> Bool {
      (lhs.base, lhs.quote) < (rhs.base, rhs.quote)
    }
  }

  /// What is wrong with the rates of a pair.
  struct Trouble: Equatable {
    let base, quote: Currency
    /// How many uses are concerned, and the days of the first and the last one.
    var count: Int
    var first, last: CalendarDate
    /// The date of the rate that is oldest on its day; nil where there is none at all.
    var rateDate: CalendarDate?
    var days: Int32

    /// `from USD to EUR`
    var pair: String { "from \(base) to \(quote)" }

    /// What is wrong, with what the rate is used for: `settlement` or `entry`.
    func told(of use: String, _ several: String) -> String {
      let span = first == last ? "\(first)" : "\(first) to \(last)"
      let uses = "for \(count) \(count == 1 ? use : several) (\(span))"
      guard let rateDate else { return "there is no rate \(pair) \(uses)" }
      return "the rate \(pair) of \(rateDate) is used \(uses), up to \(days) days later"
    }

    static let whatToDo =
      "add newer rates to the file named fx in [master]; rate_days in [thresholds] says how old"
      + " they may be"
  }

  private let rates: ExchangeRates
  private let mostDays: Int32
  private var stale: [Pair: Trouble] = [:]
  private var missing: [Pair: Trouble] = [:]

  init(_ master: MasterData) {
    rates = master.rates
    mostDays = Int32(clamping: master.configuration.thresholds.rateDays)
  }

  mutating func note(from base: Currency, to quote: Currency, on day: CalendarDate) {
    guard base != quote else { return }
    let pair = Pair(base: base, quote: quote)
    let date = rates.rate(from: base, to: quote, on: day)?.date
    let days = date.map { day.dayNumber - $0.dayNumber } ?? 0
    guard date == nil || days > mostDays else { return }
    func add(to troubles: inout [Pair: Trouble]) {
      var trouble =
        troubles[pair]
        ?? Trouble(
          base: base, quote: quote, count: 0, first: day, last: day, rateDate: date, days: days)
      trouble.count += 1
      (trouble.first, trouble.last) = (min(trouble.first, day), max(trouble.last, day))
      if days > trouble.days { (trouble.rateDate, trouble.days) = (date, days) }
      troubles[pair] = trouble
    }
    if date == nil { add(to: &missing) } else { add(to: &stale) }
  }

  /// By pair; what is missing comes first.
  var troubles: [Trouble] {
    missing.sorted { $0.key < $1.key }.map(\.value) + stale.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension RateUses {
  /// The rates that exports, the consolidated view and profit take for settlements: into the
  /// functional currency, and from the currency of costs. The day is that of the close.
  static func findings(of accounts: [AccountBooks], _ master: MasterData) -> [Finding] {
    var uses = RateUses(master)
    for account in accounts {
      let own = account.profile.currency
      let costs = master.stores[account.chain.store]?.catalog.costCurrency
      for settlement in account.chain.settlements {
        let day = settlement.end.day()
        if let functional = master.configuration.functionalCurrency {
          uses.note(from: own, to: functional, on: day)
        }
        if let costs { uses.note(from: costs, to: own, on: day) }
      }
    }
    return uses.troubles.map { trouble in
      let effect =
        trouble.rateDate == nil
        ? "; profit is blank where costs need it, the consolidated view and exports in one currency"
          + " are refused" : ""
      return Finding(
        kind: trouble.rateDate == nil ? .missingRate : .staleRate,
        opened: trouble.first.description, store: "", settlementID: "",
        currency: trouble.base.code,
        what: trouble.told(of: "settlement", "settlements") + effect,
        place: "rates \(trouble.pair)", whatToDo: Trouble.whatToDo)
    }
  }
}
