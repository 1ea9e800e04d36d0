import LedgerCore

/// Where a bank's CSV file has what: columns by their headers, and how it writes them.
package struct BankCSVMapping: Hashable, Sendable {
  /// Where a value is: in a column, or the same for the whole file.
  package enum Source: Hashable, Sendable {
    case column(String)
    case fixed(String)
  }

  /// One column with a sign, or two of which one is filled.
  package enum Amount: Hashable, Sendable {
    case signed(String)
    /// Both unsigned; a debit with a minus sign is the same debit.
    case pair(debit: String, credit: String)
  }

  package enum Balance: Hashable, Sendable {
    case none
    /// The balance after the line; files in either order of time are understood.
    case running(String)
    /// The period's balances, repeated on its lines.
    case period(opening: String, closing: String)
  }

  package enum DecimalMark: String, Sendable { case point, comma }

  package var name: String
  package var delimiter: UInt8
  package var charset: Charset
  package var dates: DateOrder
  package var decimalMark: DecimalMark
  /// Lines before the header.
  package var skipLines: Int
  package var bookingDate: String
  package var valueDate: String?
  package var amount: Amount
  package var currency: Source
  package var account: Source
  package var reference: String?
  package var counterparty: String?
  /// Joined with a blank between them.
  package var text: [String]
  package var balance: Balance

  package init(
    name: String, delimiter: UInt8 = UInt8(ascii: ","), charset: Charset = .utf8,
    dates: DateOrder, decimalMark: DecimalMark, skipLines: Int = 0, bookingDate: String,
    valueDate: String? = nil, amount: Amount, currency: Source, account: Source = .fixed(""),
    reference: String? = nil, counterparty: String? = nil, text: [String] = [],
    balance: Balance = .none
  ) {
    self.name = name
    self.delimiter = delimiter
    self.charset = charset
    self.dates = dates
    self.decimalMark = decimalMark
    self.skipLines = skipLines
    self.bookingDate = bookingDate
    self.valueDate = valueDate
    self.amount = amount
    self.currency = currency
    self.account = account
    self.reference = reference
    self.counterparty = counterparty
    self.text = text
    self.balance = balance
  }

  /// The columns that a file must have.
  var columns: [String] {
    var names = [bookingDate] + text + [valueDate, reference, counterparty].compactMap { $0 }
    names += amountColumns
    for case .column(let name) in [currency, account] { names.append(name) }
    return names
  }

  /// The columns of amounts and balances.
  var amountColumns: [String] {
    let amounts =
      switch amount {
      case .signed(let name): [name]
      case .pair(let debit, let credit): [debit, credit]
      }
    switch balance {
    case .none: return amounts
    case .running(let name): return amounts + [name]
    case .period(let opening, let closing): return amounts + [opening, closing]
    }
  }

  /// Either mark may group thousands where the other is the decimal mark.
  var amountText: AmountText {
    let (mark, other) =
      decimalMark == .point
      ? (UInt8(ascii: "."), UInt8(ascii: ",")) : (UInt8(ascii: ","), UInt8(ascii: "."))
    return AmountText(marks: [mark], groups: [other, 32, UInt8(ascii: "'")], allowsSign: true)
  }
}
