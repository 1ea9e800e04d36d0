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
    let numbered = statements.map(days.numbered)
    let references = StatedReferences(numbered)
    for statement in numbered {
      for stated in statement.lines {
        let line = stated.line
        let reference = references.reference(of: stated, in: statement)
        let id = account.id(of: line, reference)
        texts[id, default: []].insert(line.text)
        let known = lines[id]
        lines[id] = BankLineRecord(
          id: id, account: [known?.account, statement.account].compactMap { $0 }.longestFirst[0],
          amount: Money(minorUnits: line.amountMinor, account.currency),
          bookingDay: line.bookingDay,
          valueDay: [known?.valueDay, line.valueDay].compactMap { $0 }.min(),
          reference: reference.text, text: "")
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
  func id(of line: StatedLine, _ reference: NumberedReference) -> String {
    let key = [
      String(tail), reference.text, line.bookingDay.description,
      Money(minorUnits: line.amountMinor, currency).description, String(reference.repetition),
    ]
    let digest = SHA256.hex(of: Array(key.joined(separator: "\u{1f}").utf8)).prefix(8)
    return "\(reference.text.isEmpty ? "L" : reference.text)-\(digest)"
  }
}

/// What tells a line from the others of its account, day and amount.
private struct NumberedReference: Hashable, Comparable {
  /// The bank's; empty if none.
  let text: String
  /// How many equal lines of the day stand before it, in earlier statements too.
  let repetition: Int

  static func < (lhs: NumberedReference, rhs: NumberedReference) -> Bool {
    (lhs.text, lhs.repetition) < (rhs.text, rhs.repetition)
  }
}

/// A statement whose equal lines of a day are counted.
private struct NumberedStatement {
  struct Line {
    let line: StatedLine
    let reference: NumberedReference
    /// How many equal lines of the day stand before it in its own statement.
    let ownRepetition: Int
    /// The balance at which the statement's lines of the day begin; nil where it states none.
    let dayStart: Int64?
  }

  let format: String
  let account: String
  let lines: [Line]
}

/// The references that some format of an account prints, for the lines of those that print none.
///
/// Lines of a day and amount are the same where both formats begin at the same balance, or where one
/// states none. The first line without a reference is then the first one with a reference, and so on.
/// The same format would print the same reference, so that its lines are never taken for each other.
private struct StatedReferences {
  private struct Booked: Hashable {
    let day: CalendarDate
    let amountMinor: Int64

    init(_ line: StatedLine) { (day, amountMinor) = (line.bookingDay, line.amountMinor) }
  }

  private struct Candidate {
    let format: String
    let dayStart: Int64?
    /// Among the lines of its day and amount in its statement.
    let position: Int
    let reference: NumberedReference
  }

  private var candidates: [Booked: [Candidate]] = [:]

  init(_ statements: [NumberedStatement]) {
    for statement in statements {
      var positions: [Booked: Int] = [:]
      for stated in statement.lines where !stated.reference.text.isEmpty {
        let booked = Booked(stated.line)
        let position = positions[booked, default: 0]
        positions[booked] = position + 1
        candidates[booked, default: []].append(
          Candidate(
            format: statement.format, dayStart: stated.dayStart, position: position,
            reference: stated.reference))
      }
    }
    for booked in candidates.keys {
      candidates[booked]?.sort { ($0.position, $0.reference) < ($1.position, $1.reference) }
    }
  }

  /// A line's own reference, or that of the line that it is in another format.
  func reference(
    of stated: NumberedStatement.Line, in statement: NumberedStatement
  ) -> NumberedReference {
    guard stated.reference.text.isEmpty, let all = candidates[Booked(stated.line)] else {
      return stated.reference
    }
    let others = all.filter { $0.format != statement.format }
    let sameStart = others.filter { $0.dayStart != nil && $0.dayStart == stated.dayStart }
    let unplaced = others.filter { $0.dayStart == nil || stated.dayStart == nil }
    let (fitting, index) =
      sameStart.isEmpty
      ? (unplaced, stated.reference.repetition) : (sameStart, stated.ownRepetition)
    var seen: Set<NumberedReference> = []
    let distinct = fitting.map(\.reference).filter { seen.insert($0).inserted }
    return index < distinct.count ? distinct[index] : stated.reference
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
  private struct Place: Hashable {
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

  /// A statement with its equal lines counted, after those that stand before it.
  func numbered(_ statement: StatementRecord) -> NumberedStatement {
    var starts: [CalendarDate: Int64] = [:]
    var before: [Place: Int] = [:]
    for (balances, _) in AccountDays.days(of: statement) {
      starts[balances.day] = balances.before
      let start = Start(day: balances.day, balance: balances.before)
      before.merge(counts[start] ?? [:]) { $1 }
    }
    var own: [Place: Int] = [:]
    let lines = statement.lines.map { line in
      let place = Place(line)
      let number = own[place, default: 0]
      own[place] = number + 1
      return NumberedStatement.Line(
        line: line,
        reference: NumberedReference(
          text: line.reference, repetition: before[place, default: 0] + number),
        ownRepetition: number, dayStart: starts[line.bookingDay])
    }
    return NumberedStatement(format: statement.format, account: statement.account, lines: lines)
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
