/// A bank line that pays payouts, deposits of tills or remittances.
package struct BankedLine: Sendable {
  /// The part of a payout that the line pays, in the payout's currency.
  package struct Part: Sendable {
    package let store, marketplace, payoutID: String
    /// Empty where no settlement in the books has it.
    package let settlementID: String
    package let amount: Money
    /// The day on which it was booked as on its way; nil without a settlement.
    package let closed: CalendarDate?
    package let documents: [String]
    /// Where the money was on its way, and of which outlet.
    package let role: String
    package let outlet: ByteString

    package init(
      store: String, marketplace: String, payoutID: String, settlementID: String, amount: Money,
      closed: CalendarDate?, documents: [String], role: String = JournalRole.inTransit,
      outlet: ByteString = Dimensions.unassigned
    ) {
      self.store = store
      self.marketplace = marketplace
      self.payoutID = payoutID
      self.settlementID = settlementID
      self.amount = amount
      self.closed = closed
      self.documents = documents
      self.role = role
      self.outlet = outlet
    }

    fileprivate var word: String {
      switch role {
      case JournalRole.tillInTransit: "deposit"
      case JournalRole.vendorInTransit: "payment"
      default: "payout"
      }
    }

    fileprivate var dimensions: EntryDimensions {
      EntryDimensions(
        store: ByteString(store), marketplace: ByteString(marketplace),
        category: Dimensions.noCategory, outlet: outlet)
    }
  }

  package let id, bankAccount: String
  package let day: CalendarDate
  package let amount: Money
  package let documents: [String]
  package var parts: [Part]

  package init(
    id: String, bankAccount: String, day: CalendarDate, amount: Money, documents: [String],
    parts: [Part]
  ) {
    self.id = id
    self.bankAccount = bankAccount
    self.day = day
    self.amount = amount
    self.documents = documents
    self.parts = parts
  }
}

/// What money of one currency was worth in another on a day; nil without a rate.
package typealias Conversion = (Money, Currency, CalendarDate) -> Money?

/// The entry of a bank line: what was on its way is at the bank.
///
/// Money that the bank or Amazon has changed leaves its own currency through the exchange account
/// and comes back there at the rate of the day on which it was booked as on its way (the close of
/// its settlement). What the bank credits less than that is a realised loss, what it credits more a gain.
/// Without a rate the exchange account takes what the bank credits, and no difference is told.
/// - Throws: nothing; lines whose parts do not make their amount have no entry (nil).
package func payoutEntry(
  of line: BankedLine, _ chart: AccountingChart, converted: Conversion
) -> AccountingEntry? {
  guard let first = line.parts.min(by: { $0.payoutID < $1.payoutID }) else { return nil }
  let bankDimensions = first.dimensions
  func leg(_ role: String, _ dimensions: EntryDimensions, _ amount: Money, _ reference: String)
    -> AccountingLine
  {
    AccountingLine(
      account: chart.account(for: role, dimensions, amount.currency), role: role,
      dimensions: dimensions, reference: reference, amount: amount)
  }
  var lines = [leg(JournalRole.bank, bankDimensions, line.amount, first.settlementID)]
  var foreign: [Money?] = []
  var sameMinor: Int64 = 0
  for part in line.parts {
    let dimensions = part.dimensions
    let reference = part.settlementID.isEmpty ? part.payoutID : part.settlementID
    lines.append(leg(part.role, dimensions, -part.amount, reference))
    guard part.amount.currency != line.amount.currency else {
      sameMinor += part.amount.minorUnits
      continue
    }
    lines.append(leg(JournalRole.exchange, dimensions, part.amount, reference))
    foreign.append(converted(part.amount, line.amount.currency, part.closed ?? line.day))
  }
  if foreign.isEmpty {
    guard sameMinor == line.amount.minorUnits else { return nil }
  } else {
    let received = line.amount.minorUnits - sameMinor
    let worth = foreign.reduce(Int64?(0)) { sum, money in
      sum.flatMap { sum in money.map { sum + $0.minorUnits } }
    }
    func own(_ minor: Int64) -> Money { Money(minorUnits: minor, line.amount.currency) }
    lines.append(
      leg(JournalRole.exchange, bankDimensions, own(-(worth ?? received)), first.settlementID))
    lines.append(
      leg(
        JournalRole.fxDifference, bankDimensions, own((worth ?? received) - received),
        first.settlementID))
  }
  let payouts = line.parts.map(\.payoutID).sorted().joined(separator: ", ")
  return AccountingEntry(
    id: "BANK-\(line.id)", date: line.day, kind: .payout,
    origin: EntryOrigin(
      channel: "bank", store: first.store, reference: line.id,
      documents: line.documents + line.parts.flatMap(\.documents)),
    cause: "\(first.word) \(payouts) to bank account \(line.bankAccount)"
      + (foreign.contains { $0 == nil } ? "; no rate is known, so no difference is told" : ""),
    rateDay: first.closed, lines: lines)
}
