import LedgerCore
import LedgerStore

/// The lines of all accounts, from the statements that hold them; sorted by id.
///
/// It follows from what the statements say alone: in which order they came, and how often, does not
/// matter. Each line has the texts of all its statements and the earliest of their value days.
func joinedLines(of statements: [StatementRecord]) -> [BankLineRecord] {
  var lines: [String: BankLineRecord] = [:]
  var texts: [String: Set<String>] = [:]
  for (account, statements) in Dictionary(grouping: statements, by: AccountKey.init) {
    let days = AccountDays(statements)
    for statement in statements {
      var repetitions = days.linesBefore(statement)
      for line in statement.lines {
        let place = AccountDays.Place(line)
        let repetition = repetitions[place, default: 0]
        repetitions[place] = repetition + 1
        let id = account.id(of: line, repetition)
        texts[id, default: []].insert(line.text)
        let known = lines[id]
        lines[id] = BankLineRecord(
          id: id, account: [known?.account, statement.account].compactMap { $0 }.longestFirst[0],
          amount: Money(minorUnits: line.amountMinor, statement.currency),
          bookingDay: line.bookingDay,
          valueDay: [known?.valueDay, line.valueDay].compactMap { $0 }.min(),
          reference: line.reference, text: "")
      }
    }
  }
  return lines.values.sorted { $0.id < $1.id }.map { line in
    var line = line
    line.text = (texts[line.id] ?? []).longestFirst.reduce("") { text, other in
      text.isEmpty ? other : text.contains(other) ? text : "\(text) \(other)"
    }
    return line
  }
}

/// An account in one currency, known by the end of its number: formats print it with and without
/// its bank's code.
private struct AccountKey: Hashable {
  let tail: Substring
  let currency: Currency

  init(_ statement: StatementRecord) {
    tail = statement.account.suffix(8)
    currency = statement.currency
  }

  /// The bank's own reference where it has one, so that people find the line again; unique by
  /// account, day, amount and repetition, and equal in every format.
  func id(of line: StatedLine, _ repetition: Int) -> String {
    let key = [
      String(tail), line.reference, line.bookingDay.description,
      Money(minorUnits: line.amountMinor, currency).description, String(repetition),
    ]
    let digest = SHA256.hex(of: Array(key.joined(separator: "\u{1f}").utf8)).prefix(8)
    return line.reference.isEmpty ? "L-\(digest)" : "\(line.reference)-\(digest)"
  }
}

/// Which of a day's lines stand before a statement's own: a bank that prints two statements on one
/// day may book the same amount in both, without a reference that tells them apart.
///
/// A statement's lines of a day lead from one balance to another. Where another statement's lines of
/// that day lead to the balance at which they begin, they follow these; what begins at the same
/// balance is the same, and what states no balance is taken for the beginning of the day.
private struct AccountDays {
  /// Lines of a day that nothing but their number tells apart.
  struct Place: Hashable {
    let day: CalendarDate
    let reference: String
    let amountMinor: Int64

    init(_ line: StatedLine) {
      (day, reference, amountMinor) = (line.bookingDay, line.reference, line.amountMinor)
    }
  }

  private struct Balances: Hashable, Comparable {
    let day: CalendarDate
    let before: Int64
    let after: Int64

    static func < (lhs: Balances, rhs: Balances) -> Bool {
      (lhs.day, lhs.before, lhs.after) < (rhs.day, rhs.before, rhs.after)
    }
  }

  private struct Start: Hashable {
    let day: CalendarDate
    let balance: Int64
  }

  private var counts: [Start: [Place: Int]] = [:]

  init(_ statements: [StatementRecord]) {
    // What several statements print between the same balances is the same lines.
    var printed: [Balances: [Place: Int]] = [:]
    for statement in statements {
      for (balances, lines) in AccountDays.days(of: statement) {
        let places = Dictionary(lines.map { (Place($0), 1) }, uniquingKeysWith: +)
        printed[balances, default: [:]].merge(places, uniquingKeysWith: max)
      }
    }
    let leading = Dictionary(
      grouping: printed.keys.filter { $0.before != $0.after }.sorted(),
      by: { Start(day: $0.day, balance: $0.after) })
    var open: Set<Start> = []
    func before(_ start: Start) -> [Place: Int] {
      if let known = counts[start] { return known }
      // A day on which the balance comes back to where it was has no first statement by balances.
      guard open.insert(start).inserted else { return [:] }
      var most: [Place: Int] = [:]
      for earlier in leading[start] ?? [] {
        let sum = before(Start(day: earlier.day, balance: earlier.before))
          .merging(printed[earlier] ?? [:], uniquingKeysWith: +)
        most.merge(sum, uniquingKeysWith: max)
      }
      open.remove(start)
      counts[start] = most
      return most
    }
    for balances in printed.keys.sorted() {
      _ = before(Start(day: balances.day, balance: balances.before))
    }
  }

  /// The lines that stand before a statement's own, on the days of its lines.
  func linesBefore(_ statement: StatementRecord) -> [Place: Int] {
    AccountDays.days(of: statement).reduce(into: [:]) { before, day in
      let start = Start(day: day.balances.day, balance: day.balances.before)
      before.merge(counts[start] ?? [:]) { $1 }
    }
  }

  private static func days(
    of statement: StatementRecord
  ) -> [(balances: Balances, lines: [StatedLine])] {
    guard var balance = statement.openingMinor else { return [] }
    return Dictionary(grouping: statement.lines, by: \.bookingDay).sorted { $0.key < $1.key }.map {
      day, lines in
      let after = lines.reduce(balance) { $0 &+ $1.amountMinor }
      defer { balance = after }
      return (Balances(day: day, before: balance, after: after), lines)
    }
  }
}

extension Collection<String> {
  /// The longest one first; of equally long ones the first by its bytes.
  fileprivate var longestFirst: [String] {
    sorted {
      $0.utf8.count == $1.utf8.count
        ? $0.utf8.lexicographicallyPrecedes($1.utf8) : $0.utf8.count > $1.utf8.count
    }
  }
}
