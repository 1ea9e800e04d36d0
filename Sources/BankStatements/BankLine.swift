import LedgerCore

/// One entry of a bank statement.
package struct BankLine: Hashable, Sendable {
  /// The day on which the bank booked it; the value date where a format prints no other.
  package let bookingDate: CalendarDate
  package let valueDate: CalendarDate?
  /// Positive when the account is credited, negative when it is debited.
  package let amount: Money
  /// The bank's own reference: `AcctSvcrRef`, `FITID`, behind `//` in `:61:`, a CSV column.
  package let reference: ByteString
  /// The payer's reference: `EndToEndId`, `EREF+`, BAI2's customer reference; empty if none.
  package let paymentReference: ByteString
  package let counterparty: ByteString
  /// Remittance information, its lines joined.
  package let text: ByteString
  package let place: BankStatementPlace
  /// It takes back an earlier entry; `amount` already has the sign of its effect.
  package let isReversal: Bool
  /// False for pending entries, which are in no balance.
  package let isBooked: Bool
  /// The amount the payer sent, where it was in another currency (`InstdAmt`); same sign.
  package let instructed: Money?
  /// The payments of a batch that was booked as one; empty for a single payment.
  package let parts: [BankLinePart]

  init(
    bookingDate: CalendarDate, valueDate: CalendarDate?, amount: Money, reference: ByteString,
    paymentReference: ByteString = "", counterparty: ByteString = "", text: ByteString = "",
    place: BankStatementPlace, isReversal: Bool = false, isBooked: Bool = true,
    instructed: Money? = nil, parts: [BankLinePart] = []
  ) {
    self.bookingDate = bookingDate
    self.valueDate = valueDate
    self.amount = amount
    self.reference = reference
    self.paymentReference = paymentReference
    self.counterparty = counterparty
    self.text = text
    self.place = place
    self.isReversal = isReversal
    self.isBooked = isBooked
    self.instructed = instructed
    self.parts = parts
  }

  package var key: BankLineKey {
    BankLineKey(reference: reference, bookingDate: bookingDate, amount: amount)
  }
}

/// One payment inside a batch entry (`NtryDtls/TxDtls`).
package struct BankLinePart: Hashable, Sendable {
  /// Signed as an entry's amount; nil where the bank prints none.
  package let amount: Money?
  package let paymentReference: ByteString
  package let counterparty: ByteString
  package let text: ByteString
}

/// What every format prints about a line: it recognises a line that was delivered twice.
package struct BankLineKey: Hashable, Comparable, Sendable {
  package let reference: ByteString
  package let bookingDate: CalendarDate
  package let amount: Money

  package static func < (lhs: BankLineKey, rhs: BankLineKey) -> Bool {
    (lhs.bookingDate, lhs.reference, lhs.amount.currency, lhs.amount.minorUnits)
      < (rhs.bookingDate, rhs.reference, rhs.amount.currency, rhs.amount.minorUnits)
  }
}
