import LedgerCore

/// What a bank states about one account: its balances and the lines between them.
///
/// A value of this type has been read whole; a statement with an error gives none. What the bank's
/// own figures contradict is in `differences`: it is for a person to look at, not a reason to refuse.
///
/// - Source: ISO 20022 `BankToCustomerStatement` (camt.053), SWIFT MT940, OFX 1.x and 2.x, BAI
///   "Cash Management Balance Reporting Specifications" version 2, and CSV by a `BankCSVMapping`.
package struct BankStatement: Hashable, Sendable {
  package enum Format: String, Sendable, CaseIterable { case camt053, mt940, ofx, bai2, csv }

  package let format: Format
  /// The account as printed: an IBAN, a number, a bank's id; empty where a CSV file names none.
  package let account: ByteString
  package let currency: Currency
  /// The bank's id of the statement (`Stmt/Id`, `:20:`); empty where the format has none.
  package let id: ByteString
  /// Its number in the bank's count (`ElctrncSeqNb`, `:28C:`), with `/page` when it has pages.
  package let sequence: ByteString
  /// First and last day. MT940 prints the days of its balances; CSV gives those of its lines.
  package let from: CalendarDate?
  package let to: CalendarDate?
  /// Booked balances before the first and after the last line; negative when overdrawn.
  package let opening: Money?
  package let closing: Money?
  /// In the order of the file, pending lines among them.
  package let lines: [BankLine]
  package let differences: [StatementDifference]
}

extension BankStatement {
  /// Closing balance − (opening balance + Σ booked lines); nil where a balance is not stated.
  package var footingDifference: Money? {
    guard opening != nil, closing != nil else { return nil }
    let found = differences.first { $0.kind == .footing }
    return Money(minorUnits: found.map { $0.stated - $0.found } ?? 0, currency)
  }

  /// What makes two deliveries the same statement, in whichever order their lines stand.
  package var identity: StatementIdentity {
    StatementIdentity(
      account: BankStatement.plainAccount(account), currency: currency, sequence: sequence,
      from: from, to: to, opening: opening, closing: closing, lines: lineKeys)
  }

  /// Reference, date and amount of the booked lines, sorted: equal in every format of a statement.
  ///
  /// A statement without lines has no keys and says nothing about being the same as another.
  package var lineKeys: [BankLineKey] { lines.filter(\.isBooked).map(\.key).sorted() }

  /// The account's letters and digits, upper case: `de89 3704 0044` is `DE8937040044`.
  package static func plainAccount(_ account: ByteString) -> ByteString {
    ByteString(
      account.bytes.compactMap { byte in
        switch byte {
        case 48...57, 65...90: byte
        case 97...122: byte - 32
        default: byte < 128 ? nil : byte
        }
      })
  }
}

/// The content of a statement without its wrapping: not its format, id, texts or places.
package struct StatementIdentity: Hashable, Sendable {
  package let account: ByteString
  package let currency: Currency
  package let sequence: ByteString
  package let from: CalendarDate?
  package let to: CalendarDate?
  package let opening: Money?
  package let closing: Money?
  package let lines: [BankLineKey]
}

/// A figure of the bank's that does not follow from its lines.
package struct StatementDifference: Hashable, Sendable {
  package enum Kind: String, Sendable {
    /// The closing balance against the opening balance and the booked lines.
    case footing
    /// A running balance against the line it stands beside; `place` is the first such line.
    case runningBalance = "running_balance"
    /// The amount of a batch against its parts.
    case batch
    /// Totals of credits and debits, and BAI2 control totals.
    case credits, debits
    case controlTotal = "control_total"
    /// Counts of entries or records; `stated` and `found` are numbers, not amounts.
    case count
  }

  package let kind: Kind
  /// Minor units of the statement's currency, or a count.
  package let stated: Int64
  package let found: Int64
  package let place: BankStatementPlace
}
