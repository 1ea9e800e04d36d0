/// The days that one statement speaks of, and its balances in minor units.
package struct StatedPeriod: Sendable {
  /// Nil where the bank does not say from when on it prints all lines.
  package var from: CalendarDate?
  /// Where it is not known from when on: the day of the first line.
  package var firstLine: CalendarDate?
  package var to: CalendarDate
  package var opening: Int64?
  package var closing: Int64?

  package init(
    from: CalendarDate?, firstLine: CalendarDate? = nil, to: CalendarDate, opening: Int64? = nil,
    closing: Int64? = nil
  ) {
    self.from = from
    self.firstLine = firstLine
    self.to = to
    self.opening = opening
    self.closing = closing
  }
}

/// Which days a bank's statements speak of.
package struct StatementCoverage: Sendable {
  /// What statements say of the days on which a deposit may have come.
  enum Reach: Equatable {
    /// No statement is of its account.
    case unknown
    /// Amazon has not said into what it was converted. Other payouts of the seller's account arrive in
    /// this bank account, in words, of which all its days are told up to this one.
    case unconverted(String, CalendarDate)
    /// They do not reach beyond the day on which it is due.
    case short
    /// Days between are in no statement; these are they, in words.
    case interrupted(String)
    /// All days are covered; with the last one of all.
    case whole(CalendarDate)
  }

  /// `account`: letters and digits only.
  private var periods: [(account: String, currency: Currency, period: StatedPeriod)] = []
  /// By the seller's account: the bank accounts that its payouts have reached.
  private var reached: [ByteString: Set<BankAccount>] = [:]
  private let calendar: @Sendable (Currency) -> BusinessCalendar

  private struct BankAccount: Hashable {
    let account: String
    let currency: Currency
  }

  package init(
    calendar: @escaping @Sendable (Currency) -> BusinessCalendar = { _ in BusinessCalendar() }
  ) {
    self.calendar = calendar
  }

  package mutating func add(account: String, currency: Currency, _ period: StatedPeriod) {
    periods.append((account, currency, period))
  }

  /// Notes that a payout of the seller's account has arrived in a bank account.
  package mutating func addArrival(
    of deposit: ExpectedDeposit, in account: String, _ currency: Currency
  ) {
    guard !deposit.account.isEmpty else { return }
    reached[deposit.account, default: []].insert(
      BankAccount(account: account, currency: currency))
  }

  /// What the statements of the account that a deposit goes to say of its days.
  ///
  /// A deposit without the end of an account's number may have come to any account in its currency: a
  /// hole in one of them leaves it open, but not that one of several begins later.
  func reach(of deposit: ExpectedDeposit, due: CalendarDate) -> Reach {
    if let elsewhere = reachElsewhere(of: deposit, due: due) { return elsewhere }
    let currency = deposit.converted?.currency ?? deposit.amount.currency
    let own = periods.filter {
      $0.account.hasSuffix(deposit.accountTail.text)
        && ($0.currency == currency || deposit.converted == nil && !deposit.accountTail.isEmpty)
    }
    guard let last = own.map(\.period.to).max() else { return .unknown }
    // Formats print an account with and without its bank's code: the end is what they share.
    let reaching = Dictionary(grouping: own, by: { "\($0.account.suffix(8)) \($0.currency)" })
      .sorted { $0.key < $1.key }
      .map { (currency: $0.value[0].currency, periods: $0.value.map(\.period)) }
      .filter { $0.periods.contains { $0.to > due } }
    guard !reaching.isEmpty else { return .short }
    let asked = deposit.from...max(deposit.from, CalendarDate(dayNumber: due.dayNumber + 1))
    let holes = reaching.map { account in
      Hole.first(in: account.periods, of: asked, calendar(account.currency))
    }
    if let hole = holes.compactMap({ $0 }).first(where: { $0.start != nil }) {
      return .interrupted(hole.text)
    }
    // Where none is whole, each begins after the first day.
    guard holes.contains(where: { $0 == nil }) else { return .interrupted(holes[0]?.text ?? "") }
    return .whole(last)
  }

  /// Of a deposit of which Amazon has told neither the bank account nor what it was converted to,
  /// where payouts of its account have only arrived in other currencies; nil of all others.
  private func reachElsewhere(of deposit: ExpectedDeposit, due: CalendarDate) -> Reach? {
    guard deposit.accountTail.isEmpty, deposit.converted == nil,
      let reached = reached[deposit.account],
      !reached.contains(where: { $0.currency == deposit.amount.currency })
    else { return nil }
    let last = periods.filter { period in
      reached.contains { $0.account == period.account && $0.currency == period.currency }
    }.map(\.period.to).max()
    guard let last, last > due else { return .short }
    let names = reached.map { "\($0.currency) account …\($0.account.suffix(4))" }.sorted()
    return .unconverted(names.joined(separator: " and "), last)
  }
}

/// Days that no statement of an account speaks of.
private struct Hole {
  /// Nil before the first statement.
  let start: CalendarDate?
  let end: CalendarDate

  var text: String {
    guard let start else { return "before \(CalendarDate(dayNumber: end.dayNumber + 1))" }
    return start == end ? "on \(start)" : "from \(start) to \(end)"
  }

  /// The first hole with a business day among those that are asked for.
  static func first(
    in periods: [StatedPeriod], of asked: ClosedRange<CalendarDate>, _ calendar: BusinessCalendar
  ) -> Hole? {
    let covered = joined(periods, calendar)
    var end: CalendarDate?
    for range in covered {
      let hole = Hole(
        start: end.map { CalendarDate(dayNumber: $0.dayNumber + 1) },
        end: CalendarDate(dayNumber: max(range.lowerBound.dayNumber, .min + 1) - 1))
      end = range.upperBound
      let first = max(hole.start ?? asked.lowerBound, asked.lowerBound)
      guard first <= min(hole.end, asked.upperBound) else { continue }
      if calendar.next(onOrAfter: first) <= min(hole.end, asked.upperBound) { return hole }
    }
    return nil
  }

  /// The days that statements cover without a hole, in order.
  ///
  /// No hole are days on which no bank works, nor those between two statements of which one opens at
  /// the balance at which the other closes: banks print none for a day without lines.
  private static func joined(
    _ periods: [StatedPeriod], _ calendar: BusinessCalendar
  ) -> [ClosedRange<CalendarDate>] {
    let closings = Dictionary(grouping: periods.filter { $0.closing != nil }, by: \.to)
      .mapValues { Set($0.compactMap(\.closing)) }
    let stated = periods.compactMap { period in
      (period.from ?? assumedStart(of: period, among: periods, closings)).map { start in
        (days: min(start, period.to)...period.to, opening: period.opening)
      }
    }
    var ranges: [ClosedRange<CalendarDate>] = []
    for (days, opening) in stated.sorted(by: {
      ($0.days.lowerBound, $0.days.upperBound) < ($1.days.lowerBound, $1.days.upperBound)
    }) {
      guard let last = ranges.last else {
        ranges = [days]
        continue
      }
      let next = CalendarDate(dayNumber: last.upperBound.dayNumber + 1)
      let follows = opening.map { closings[last.upperBound]?.contains($0) ?? false } ?? false
      if follows || days.lowerBound <= calendar.next(onOrAfter: next) {
        ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, days.upperBound)
      } else {
        ranges.append(days)
      }
    }
    return ranges
  }

  /// From when on a statement is taken to speak that does not say so: from the end of the one before
  /// it, or ever since, unless its balance shows that something is missing between.
  ///
  /// Nil where another statement says more of its days.
  private static func assumedStart(
    of period: StatedPeriod, among periods: [StatedPeriod],
    _ closings: [CalendarDate: Set<Int64>]
  ) -> CalendarDate? {
    let isToldElsewhere = periods.contains { other in
      other.from.map { $0 <= period.to && period.to <= other.to } ?? false
    }
    guard !isToldElsewhere else { return nil }
    guard let before = periods.map(\.to).filter({ $0 < period.to }).max() else {
      return CalendarDate(dayNumber: .min)
    }
    if let opening = period.opening, let first = period.firstLine, first > before,
      let known = closings[before], !known.contains(opening)
    {
      return first
    }
    return before
  }
}
