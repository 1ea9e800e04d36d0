/// Where money comes from that does not go through Amazon's settlements.
package enum SalesChannel: String, CaseIterable, Sendable {
  /// The tills of outlets.
  case till
  /// Web stores of one's own, with their payment providers.
  case webstore
  /// Sales to Amazon itself.
  case vendor
}

/// What an entry of a channel is about: each part of a month has an entry of its own.
package struct ChannelMonth: Hashable, Comparable, Sendable {
  package enum Part: String, CaseIterable, Sendable {
    // Of tills
    case tickets, deposits
    // Of web stores: what was ordered; charges, refunds and fees, of tills' orders too; transfers to
    // the bank.
    case orders, payments, payouts
    // Of vendors
    case invoices, deductions
  }

  package let channel: SalesChannel
  package let part: Part
  /// The store whose goods an outlet sells, the web store, or the vendor code.
  package let store: String
  /// `(unassigned)` but for tills.
  package let outlet: ByteString
  package let currency: Currency
  package let month: CalendarMonth

  package init(
    _ channel: SalesChannel, _ part: Part, store: String, outlet: ByteString = "(unassigned)",
    currency: Currency, month: CalendarMonth
  ) {
    self.channel = channel
    self.part = part
    self.store = store
    self.outlet = outlet
    self.currency = currency
    self.month = month
  }

  /// The outlet, the web store or the vendor code.
  package var place: String { channel == .till ? outlet.text : store }

  /// `TILL-OUT-1-EUR-2026-03-TICKETS`
  package var id: String {
    "\(channel.rawValue.uppercased())-\(place)-\(currency)-\(month)-\(part.rawValue.uppercased())"
  }

  fileprivate var cause: String {
    let what =
      switch part {
      case .tickets: "tickets of outlet"
      case .deposits: "deposits of outlet"
      case .orders: "orders of web store"
      case .payments:
        "charges, refunds and fees of \(channel == .till ? "outlet" : "web store")"
      case .payouts: "payouts of web store"
      case .invoices: "invoices of vendor code"
      case .deductions: "what Amazon claimed from vendor code"
      }
    return "\(what) \(place) in \(month)"
  }

  private var ordered: [ByteString] {
    [
      ByteString(channel.rawValue), ByteString(part.rawValue), ByteString(store), outlet,
      ByteString(currency.code), ByteString(month.description),
    ]
  }

  package static func < (lhs: ChannelMonth, rhs: ChannelMonth) -> Bool {
    lhs.ordered.lexicographicallyPrecedes(rhs.ordered)
  }
}

/// An amount of a channel for an account; a debit is positive.
package struct ChannelLeg: Hashable, Sendable {
  package let role: String
  package let minor: Int64
  package let category: ByteString
  /// Means of payment or invoice; empty for the channel's place.
  package let reference: String
  /// What a single row group is; empty for sums.
  package let text: String

  package init(
    _ role: String, _ minor: Int64, category: ByteString = Dimensions.noCategory,
    reference: String = "", text: String = ""
  ) {
    self.role = role
    self.minor = minor
    self.category = category
    self.reference = reference
    self.text = text
  }
}

/// What a channel's documents say of a part of a month.
package struct ChannelBook: Sendable {
  package let key: ChannelMonth
  /// The last day that the documents tell of.
  package private(set) var day: CalendarDate
  package private(set) var documents: Set<String> = []
  package private(set) var legs: [ChannelLeg] = []

  package init(_ key: ChannelMonth) {
    self.key = key
    day = key.month.first
  }

  package mutating func add(_ legs: [ChannelLeg], day: CalendarDate, document: String) {
    self.legs += legs
    self.day = max(self.day, day)
    if !document.isEmpty { documents.insert(document) }
  }

  /// What the parts that the documents state do not make up of their own totals.
  package var differenceMinor: Int64 { legs.reduce(0) { $0 + $1.minor } }
}

/// The entry of a part of a channel's month; nil where nothing is to be booked.
///
/// A total that its own parts do not make up is booked as stated; what is missing stands on an
/// account of its own, beside the finding that tells of it. Rates are those of the month's end.
package func entry(of book: ChannelBook, _ chart: AccountingChart) -> AccountingEntry? {
  let key = book.key
  let legs = book.legs + [ChannelLeg(JournalRole.channelDifferences, -book.differenceMinor)]
  let lines = AccountingEntry.merged(
    legs.map { leg in
      let dimensions = EntryDimensions(
        store: ByteString(key.store), marketplace: ByteString(Dimensions.noMarketplace),
        category: leg.category, outlet: key.outlet)
      return AccountingLine(
        account: chart.account(for: leg.role, dimensions, key.currency), role: leg.role,
        dimensions: dimensions, reference: leg.reference.isEmpty ? key.place : leg.reference,
        amount: Money(minorUnits: leg.minor, key.currency), text: leg.text)
    })
  guard !lines.isEmpty else { return nil }
  return AccountingEntry(
    id: key.id, date: book.day, kind: .channel,
    origin: EntryOrigin(
      channel: key.channel.rawValue, store: key.store, reference: key.place,
      documents: Array(book.documents)),
    cause: key.cause, rateDay: key.month.last, lines: lines)
}
