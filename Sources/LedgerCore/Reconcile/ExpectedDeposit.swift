/// A payout on its way: what Amazon says it sent, to be found at the bank.
package struct ExpectedDeposit: Hashable, Sendable {
  package enum Status: String, Sendable {
    /// Sent, whether or not Amazon already calls it paid.
    case sent
    /// Returned or cancelled: only a line that names its trace is one of its lines.
    case failed
  }

  package let id: ByteString
  /// Whose books expect it, the seller's or the vendor's: only deposits of one are summed up.
  package let source: ByteString
  /// The seller's account at Amazon; empty if unknown, then a late payout is looked for with no other.
  package let account: ByteString
  /// The last characters of the bank account's number, as Amazon shows them; empty if unknown.
  package let accountTail: ByteString
  /// Positive.
  package let amount: Money
  /// What arrives, when Amazon converts it and says so.
  package let converted: Money?
  /// First and last day on which the bank may book it.
  package let from: CalendarDate
  package let to: CalendarDate
  /// Amazon's `traceId`; empty if unknown.
  package let traceID: ByteString
  package let status: Status

  package init(
    id: ByteString, source: ByteString = "", account: ByteString, accountTail: ByteString = "",
    amount: Money, converted: Money? = nil, from: CalendarDate, to: CalendarDate,
    traceID: ByteString = "",
    status: Status = .sent
  ) {
    self.id = id
    self.source = source
    self.account = account
    self.accountTail = accountTail
    self.amount = amount
    self.converted = converted
    self.from = from
    self.to = to
    self.traceID = traceID
    self.status = status
  }

  /// Minor units that arrive in an account of a currency; nil where Amazon does not say.
  func minorUnits(in currency: Currency) -> Int64? {
    if amount.currency == currency { return amount.minorUnits }
    return converted.flatMap { $0.currency == currency ? $0.minorUnits : nil }
  }
}

/// A booked line of a bank statement, as far as matching looks at it.
package struct DepositLine: Hashable, Sendable {
  /// Unique among the lines.
  package let id: ByteString
  /// The bank account, letters and digits only.
  package let bankAccount: ByteString
  package let date: CalendarDate
  /// Positive for credits; debits match nothing.
  package let amount: Money
  /// Counterparty, text and references, with blanks between them.
  package let text: ByteString

  package init(
    id: ByteString, bankAccount: ByteString, date: CalendarDate, amount: Money, text: ByteString
  ) {
    self.id = id
    self.bankAccount = bankAccount
    self.date = date
    self.amount = amount
    self.text = text
  }
}

/// What matching may assume.
package struct MatchingRules: Sendable {
  /// A line without a trace is a candidate only if its text holds one of these, whatever the case
  /// of ASCII letters; with no names every credit is.
  package var payerNames: [ByteString] = ["AMAZON", "AMZN", "アマゾン", "ｱﾏｿﾞﾝ"]
  /// Lines that name what others expect, to the cent: candidates only where they name a trace.
  package var namedLines: Set<ByteString> = []
  package var limits = SubsetLimits()
  /// How many days after its own a payout may come in one line with a later one of its account: two
  /// closes of two weeks.
  package var mostDaysLate = 31
  /// Sums that all searches together may make: about half a second.
  package var mostWork = 8_000_000

  package init() {}
}

/// Deposits and bank lines that are the same money.
package struct PayoutMatch: Hashable, Sendable {
  package enum Kind: String, Sendable {
    /// One payout, one line, one currency.
    case exact
    /// One payout, one line in another currency.
    case converted
    /// Several payouts in one line.
    case merged
    /// One payout in several lines.
    case split
  }

  package enum Evidence: String, Sendable {
    /// The lines name the payouts' trace ids.
    case trace
    /// The only line of that amount in the days, and the only payout for that line.
    case amountAndDate = "amount_and_date"
    /// The only combination that sums to the cent; a trace may have been its start.
    case subsetSum = "subset_sum"
  }

  package let kind: Kind
  package let evidence: Evidence
  /// Sorted.
  package let deposits: [ByteString]
  package let lines: [ByteString]
  /// Of a converted payout.
  package let rate: ImpliedRate?
}

/// The rate at which a payout was converted, as its two amounts imply it.
package struct ImpliedRate: Hashable, Sendable {
  package let sent: Money
  package let arrived: Money

  /// Units of the arrived currency for one of the sent, rounded to nine decimals in 10⁻⁹; nil where
  /// it leaves 64 bits.
  package var billionths: Int64? {
    let digits = 9 + sent.currency.minorDigits - arrived.currency.minorDigits
    guard sent.minorUnits > 0, digits >= 0 else { return nil }
    let power = (0..<digits).reduce(Int64(1)) { product, _ in product * 10 }
    return scaled(arrived.minorUnits, by: power, over: sent.minorUnits)
  }

  /// `0.633349008`
  package var text: String? { billionths.map { decimalText($0, digits: 9) } }
}

/// What was found for one payout.
package enum DepositVerdict: Hashable, Sendable {
  case unique(PayoutMatch)
  /// Several explanations share the payout or its lines: all of them, none picked.
  case ambiguous([PayoutMatch])
  /// Lines name its trace, but their amounts do not add up: lines − payouts, in minor units.
  case differs(lines: [ByteString], by: Int64)
  case none
  /// A search would have passed its bound; what was found before.
  case undecided([PayoutMatch])
}
