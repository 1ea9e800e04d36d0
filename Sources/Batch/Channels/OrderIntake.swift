import FlatFile
import LedgerCore
import LedgerStore

/// Sums Amazon's rows by order for the reports that ask for it; what was summed is kept.
struct OrderIntake {
  let context: RunContext
  let archive: Archive
  let master: MasterData

  func run(into ledger: Ledger) throws(BatchError) {
    let documents = try storing { () throws(StoreError) in try ledger.documentsWithoutOrderSums() }
    var done = 0
    try inParallel(documents, workers: context.workers) { document in
      Result { () throws(BatchError) in (document, try sums(of: document)) }
    } consume: { result throws(BatchError) in
      let (document, found) = try result.get()
      try storing { () throws(StoreError) in try ledger.save(orderSums: found, of: document) }
      done += 1
      context.progress("sum by order", done, documents.count)
    }
  }

  private struct Place: Hashable {
    let settlement: Int
    let order: ByteString
  }

  private func sums(of document: Ledger.PostedDocument) throws(BatchError) -> OrderSums {
    var found = OrderSums()
    let master = master
    var sums: [Place: OrderSum] = [:]
    try PostedRows(archive: archive, master: master).visit(document) { row in
      guard !row.orderID.isEmpty else { return }
      let id = row.settlement.settlementID
      let known =
        found.settlements.last == id
        ? found.settlements.count - 1
        : found.settlements.firstIndex(of: id)
      if known == nil { found.settlements.append(id) }
      let component = master.rules.component(of: row.label, on: row.dimensions.postedDay)
      let place = Place(
        settlement: known ?? found.settlements.count - 1, order: row.orderID)
      sums[place, default: OrderSum(row.dimensions.localDay)].add(row, component)
    }
    found.sums = sums.sorted {
      ($0.key.settlement, $0.key.order) < ($1.key.settlement, $1.key.order)
    }.map { ($0.key.order, $0.value.part(of: $0.key.settlement)) }
    return found
  }
}

/// The rows of an order in a settlement.
private struct OrderSum {
  private var firstDay, lastDay: CalendarDate
  private var charged: Int64 = 0
  private var refunded: Int64 = 0
  private var fees: Int64 = 0
  private var total: Int64 = 0
  private var refundTotal: Int64 = 0
  private var units: Int64 = 0

  init(_ day: CalendarDate) { (firstDay, lastDay) = (day, day) }

  mutating func add(_ row: VisitedRow, _ component: Component) {
    firstDay = min(firstDay, row.dimensions.localDay)
    lastDay = max(lastDay, row.dimensions.localDay)
    total += row.amountMinor
    units += row.units
    let isRefund =
      row.label.transactionType.bytes.count == 6
      && row.label.transactionType.lowercasedASCII == "refund"
    if isRefund { refundTotal += row.amountMinor }
    switch component {
    case .productSales, .shippingCredits, .giftWrapCredits, .promotions, .points, .taxCollected:
      // Of a refund these labels are given back.
      if isRefund {
        refunded += row.amountMinor
      } else {
        charged += row.amountMinor
      }
    case .productRefunds, .shippingRefunds, .giftWrapRefunds, .promotionRefunds:
      refunded += row.amountMinor
    case let fee where fee.isFee: fees += row.amountMinor
    default: break
    }
  }

  func part(of settlement: Int) -> OrderPart {
    OrderPart(
      settlement: settlement, firstDay: firstDay, lastDay: lastDay, chargedMinor: charged,
      refundedMinor: refunded, feeMinor: fees, totalMinor: total,
      refundTotalMinor: refundTotal, units: units)
  }
}
