import LedgerCore

/// A statement while it is read; `finished` checks the bank's figures and makes the value.
struct StatementDraft {
  let format: BankStatement.Format
  let currency: Currency
  var account: ByteString = ""
  var id: ByteString = ""
  var sequence: ByteString = ""
  var from: CalendarDate?
  var to: CalendarDate?
  var opening: Money?
  var closing: Money?
  private(set) var lines: [BankLine] = []
  var differences: [StatementDifference] = []
  /// Where the statement begins.
  var place = BankStatementPlace()
  /// Of the lines' amounts without their signs.
  private var turnover: UInt64 = 0

  init(_ format: BankStatement.Format, in currency: Currency) {
    self.format = format
    self.currency = currency
  }

  /// Lines of a file; more means that something else was taken for a statement.
  static let mostLines = 1_000_000

  mutating func append(_ line: BankLine) throws(BankStatementError) {
    guard line.amount.currency == currency else {
      throw BankStatementError(
        line.place, "the line is in \(line.amount.currency), its account in \(currency)",
        whatToDo: "one account has one currency: ask the bank for a statement an account")
    }
    guard lines.count < StatementDraft.mostLines else {
      throw BankStatementError(
        line.place, "more than \(StatementDraft.mostLines) lines",
        whatToDo: "ask the bank for shorter periods")
    }
    turnover += line.amount.minorUnits.magnitude
    guard turnover <= AmountLimits.mostTurnover else { throw tooLarge(line.place) }
    lines.append(line)
  }

  /// Notes a figure of the bank's that is not the one found.
  mutating func expect(
    _ kind: StatementDifference.Kind, stated: Int64, found: Int64, at place: BankStatementPlace
  ) {
    guard stated != found else { return }
    differences.append(
      StatementDifference(kind: kind, stated: stated, found: found, place: place))
  }

  /// The statement, with its footing checked where both balances are stated.
  func finished() throws(BankStatementError) -> BankStatement {
    var draft = self
    for balance in [opening, closing].compactMap({ $0 }) {
      guard balance.currency == currency else {
        throw BankStatementError(
          place, "a balance is in \(balance.currency), its account in \(currency)",
          whatToDo: downloadAgain)
      }
      guard balance.minorUnits.magnitude <= AmountLimits.mostTurnover else { throw tooLarge(place) }
    }
    if let opening, let closing {
      var found = opening.minorUnits
      for line in lines where line.isBooked {
        found += line.amount.minorUnits
      }
      draft.expect(.footing, stated: closing.minorUnits, found: found, at: place)
    }
    return BankStatement(
      format: format, account: account, currency: currency, id: id, sequence: sequence,
      from: from, to: to, opening: opening, closing: closing, lines: lines,
      differences: draft.differences)
  }
}

/// The sum of two amounts in minor units; a sum beyond 64 bits is an error with its place.
func sum(_ left: Int64, _ right: Int64, at place: BankStatementPlace) throws(BankStatementError)
  -> Int64
{
  let (result, overflow) = left.addingReportingOverflow(right)
  guard !overflow else { throw tooLarge(place) }
  return result
}

private func tooLarge(_ place: BankStatementPlace) -> BankStatementError {
  BankStatementError(
    place, "the amounts are too large for exact sums over all statements",
    whatToDo: "check this amount; no real statement is that large")
}
