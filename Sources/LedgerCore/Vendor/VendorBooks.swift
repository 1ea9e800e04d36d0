/// All documents of a vendor in their last known state.
package struct VendorBooks: Sendable {
  package var orders: [VendorOrder] = []
  package var statuses: [VendorOrderStatus] = []
  package var shipments: [VendorShipment] = []
  package var sent: [VendorSentInvoice] = []
  package var invoices: [VendorInvoice] = []
  package var remittances: [VendorRemittance] = []
  package var charges: [VendorCharge] = []
  package var claims: [VendorClaim] = []

  package init() {}

  package var isEmpty: Bool {
    orders.isEmpty && statuses.isEmpty && shipments.isEmpty && sent.isEmpty && invoices.isEmpty
      && remittances.isEmpty && charges.isEmpty && claims.isEmpty
  }

  /// The last day of which the documents tell; ages are counted to it, not to the clock.
  package var lastDay: CalendarDate? {
    let days =
      shipments.map { $0.confirmedAt.day() } + sent.map { $0.issuedAt.day() }
      + invoices.map { $0.issuedAt.day() } + remittances.map { $0.paidAt.day() }
      + charges.map(\.issued) + claims.map(\.day)
    return days.max()
  }
}

/// What matching takes from the configuration and the rest of the books.
package struct VendorTerms: Sendable {
  /// The last day that the books know of.
  package var today: CalendarDate
  /// Days from the due date to the payment run that must have paid it; Amazon pays once a week.
  package var graceDays = 7
  /// Hours from the departure of a shipment to its notice.
  package var noticeHours = 24
  /// Days from a shipment to its invoice.
  package var invoiceDays = 14
  package var deadlines = VendorDeadlines.usual

  package init(today: CalendarDate) { self.today = today }
}

/// A line of a purchase order with all that is known of its goods, in pieces.
package struct VendorOrderLine: Sendable {
  package let order: String
  package let line: String
  package let product: VendorProduct
  package let vendorCode: String
  package let cost: UnitCost?
  /// As the order states it.
  let stated: VendorQuantity
  /// Nil until the order is confirmed.
  package internal(set) var accepted: Int64?
  /// Nil where no status is known.
  package internal(set) var received: Int64?
  package internal(set) var isReceived = false
  /// Nil where no shipment of the order is known.
  package internal(set) var notified: Int64?
  package internal(set) var shipments: [String] = []
  package internal(set) var firstShipped: Instant?
  let deliverUntil: Instant?

  /// Nil where the unit is not understood.
  package var ordered: Int64? { stated.eaches }
}

/// The lines of all orders, and the way from other documents' lines to them.
struct VendorOrderIndex {
  enum Place: Equatable {
    /// A line of the order.
    case line(Int)
    /// The number is one of the order's, but the article is another one.
    case otherProduct(Int)
    case unknownLine
    case unknownOrder
  }

  private(set) var lines: [VendorOrderLine] = []
  private var places: [String: [Int]] = [:]

  init(_ books: VendorBooks) {
    for order in books.orders.sorted(by: { $0.number < $1.number }) {
      places[order.number, default: []] += []
      for line in order.lines {
        places[order.number, default: []].append(lines.count)
        lines.append(
          VendorOrderLine(
            order: order.number, line: line.line, product: line.product,
            vendorCode: order.vendorCode, cost: line.cost, stated: line.ordered,
            deliverUntil: order.deliverUntil))
      }
    }
    for status in books.statuses {
      for line in status.lines {
        guard case .line(let place) = self.place(status.number, line.line, line.product) else {
          continue
        }
        lines[place].accepted = line.accepted?.eaches
        lines[place].received = line.received?.eaches
        lines[place].isReceived = !["", "NOT_RECEIVED"].contains(line.receiveStatus)
      }
    }
  }

  /// The order's line of that number, if the article is the same; else the only one of the article.
  func place(_ order: String, _ line: String, _ product: VendorProduct) -> Place {
    guard let members = places[order] else { return .unknownOrder }
    let numbered = members.first { lines[$0].line == line }
    if let numbered, product.isEmpty || lines[numbered].product.fits(product) {
      return .line(numbered)
    }
    let same = members.filter { lines[$0].product.fits(product) }
    if let first = same.first { return .line(first) }
    return numbered.map(Place.otherProduct) ?? .unknownLine
  }

  func knows(_ order: String) -> Bool { places[order] != nil }

  func members(of order: String) -> [VendorOrderLine] { (places[order] ?? []).map { lines[$0] } }

  /// Adds what a shipment notice says of a line; the order's other lines have nothing in it.
  mutating func add(_ pieces: Int64, of shipment: VendorShipment, at place: Int) {
    for other in places[lines[place].order] ?? [] {
      lines[other].notified = lines[other].notified ?? 0
    }
    let sum = (lines[place].notified ?? 0).addingReportingOverflow(pieces)
    lines[place].notified = sum.overflow ? nil : sum.partialValue
    lines[place].shipments.append(shipment.id)
    let at = shipment.shippedAt ?? shipment.confirmedAt
    lines[place].firstShipped = min(lines[place].firstShipped ?? at, at)
  }
}
