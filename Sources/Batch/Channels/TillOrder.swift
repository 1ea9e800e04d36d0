import LedgerCore
import LedgerStore

/// An order of a web store's export that an outlet's till took: a ticket of that outlet.
///
/// The export states tax, discount, refunds and means of payment for the order as a whole. Its lines
/// share tax and refunds by what they cost; a refund is of the order's day, or of the day on which
/// it was cancelled, because the export tells no other. What lines and shipping do not make of the
/// total (a tip, a rounding of cash) is a line of its own without goods.
struct TillOrder {
  let order: WebOrderRecord
  let lines: [WebOrderLineRecord]
  let outlet: Outlet?
  /// As the export calls it.
  let place: ByteString
  let goods: GoodsOnSale

  /// A part of the ticket: what was paid for it, tax included.
  private struct Part {
    var line: Int
    var sku: ByteString = ""
    var quantityMilli: Int64 = 0
    var discountMinor: Int64 = 0
    /// Without added tax.
    var netMinor: Int64
    var taxMinor: Int64 = 0
    var totalMinor: Int64 = 0
  }

  /// A voided order was never paid: all of it is given back.
  private var refundedMinor: Int64 {
    order.paymentStatus == "voided" ? order.totalMinor : order.refundedMinor
  }

  var records: [any ChannelRecord] {
    let parts = self.parts
    let sold = parts.enumerated().map { place, part in
      record(part, key: String(place), day: order.day, isRefund: false)
    }
    return [facts] + sold + refunds(parts)
  }

  private var facts: TillOrderRecord {
    TillOrderRecord(
      line: order.line, store: order.store, name: order.name, day: order.day,
      outlet: outlet?.id ?? place, outletStore: outlet?.store ?? "", tender: tender,
      total: Money(minorUnits: order.totalMinor, order.currency))
  }

  private var tender: ByteString { order.paymentMethod.lowercasedASCII }

  private var parts: [Part] {
    var parts = lines.map {
      Part(
        line: $0.line, sku: $0.sku, quantityMilli: $0.quantityMilli,
        discountMinor: -$0.discountMinor, netMinor: $0.grossMinor - $0.discountMinor)
    }
    if order.shippingMinor != 0 {
      parts.append(Part(line: order.line, netMinor: order.shippingMinor))
    }
    let weights = parts.map { max(0, $0.netMinor) }
    if let shares = allocate(order.taxMinor, by: weights) {
      for (place, share) in shares.enumerated() { parts[place].taxMinor = share }
    } else if order.taxMinor != 0 {
      parts.append(Part(line: order.line, netMinor: 0, taxMinor: order.taxMinor))
    }
    let isAdded = order.addedTaxMinor != 0
    for place in parts.indices {
      parts[place].totalMinor = parts[place].netMinor + (isAdded ? parts[place].taxMinor : 0)
    }
    let rest = order.totalMinor - parts.reduce(0) { $0 + $1.totalMinor }
    if rest != 0 {
      parts.append(Part(line: order.line, netMinor: rest, totalMinor: rest))
    }
    return parts
  }

  private func refunds(_ parts: [Part]) -> [TillLineRecord] {
    guard refundedMinor != 0,
      let shares = allocate(refundedMinor, by: parts.map { max(0, $0.totalMinor) })
    else { return [] }
    let taxes =
      order.totalMinor > 0
      ? scaled(order.taxMinor, by: refundedMinor, over: order.totalMinor) ?? 0 : 0
    let taxShares = allocate(taxes, by: parts.map { max(0, $0.taxMinor) })
    return parts.indices.compactMap { place in
      guard shares[place] != 0 else { return nil }
      var part = parts[place]
      part.quantityMilli = shares[place] == part.totalMinor ? -part.quantityMilli : 0
      part.discountMinor = 0
      part.taxMinor = -(taxShares?[place] ?? 0)
      part.totalMinor = -shares[place]
      return record(
        part, key: "refund \(place)", day: order.cancelledDay ?? order.day, isRefund: true)
    }
  }

  private func record(
    _ part: Part, key: String, day: CalendarDate, isRefund: Bool
  ) -> TillLineRecord {
    var record = TillLineRecord(currency: order.currency)
    record.line = part.line
    record.outlet = outlet?.id ?? place
    record.store = outlet?.store ?? ""
    record.ticket = order.name
    // What was given back later is of the order: the export tells all of it again.
    record.ticketKey = "order\u{1f}\(order.store)\u{1f}\(order.name)"
    record.key = "\(record.ticketKey)\u{1f}\(key)"
    record.day = day
    record.isRefund = isRefund
    record.sku = part.sku
    record.quantityMilli = part.quantityMilli
    record.discountMinor = part.discountMinor
    record.taxMinor = part.taxMinor
    record.totalMinor = part.totalMinor
    record.tender = tender
    let placed = goods.placed(part.sku, on: order.day, quantityMilli: part.quantityMilli)
    record.category = placed.category
    record.costMinor = isRefund ? 0 : placed.costMinor
    return record
  }
}
