import LedgerCore
import LedgerStore

/// Reads orders of one line or several: an order's own columns stand on its first row. Those that an
/// outlet's till took are tickets of the outlet.
struct WebOrderReader {
  private struct Started {
    var order: WebOrderRecord
    var lines: [WebOrderLineRecord] = []
    let row: Int
    /// The outlet as the export calls it; nil for an order of the web.
    let place: ByteString?
    /// What its rows say.
    var content = Fingerprint()
  }

  /// A whole order, of which it is to be said how its total holds the tax.
  private struct Parsed {
    let order: WebOrderRecord
    let lines: [WebOrderLineRecord]
    let row: Int
    let place: ByteString?
    /// The total without goods and shipping: the tax where it was added, nothing where prices hold it.
    let rest: Int64

    /// Whether the tax was added, by what the order sums to; nil where it sums to neither.
    var isExclusive: Bool? { rest == 0 ? false : rest == order.taxMinor ? true : nil }
  }

  let sheet: ChannelSheet
  let store: WebStoreProfile
  private let master: MasterData
  private let goods: GoodsOnSale
  private var current: Started?
  private var subtotalMinor: Int64?
  /// How the orders that foot hold the tax, and those that do not foot.
  private var readings: Set<Bool> = []
  private var unclear: [Parsed] = []
  /// Orders of the document: the line on which each begins first, and what it says.
  private var met: [ByteString: (row: Int, content: Fingerprint)] = [:]
  /// Orders that stand there again, and where the first of them does.
  private var repeats: (count: Int, name: ByteString, row: Int, firstRow: Int)?

  init(_ sheet: ChannelSheet, _ store: WebStoreProfile, _ master: MasterData) {
    self.sheet = sheet
    self.store = store
    self.master = master
    goods = GoodsOnSale(master.stores[store.catalog])
  }

  mutating func read(_ emit: ChannelSink) throws(BatchError) {
    try sheet.eachRow { row throws(BatchError) in
      let name = sheet.needed(.order, row)
      if current?.order.name != name || current == nil {
        try finish(emit)
        guard let order = order(row, name) else { return }
        current = Started(order: order, row: row.line, place: place(row))
      }
      for text in sheet.readTexts(row) { current?.content.add(text) }
      addLine(row)
    }
    try finish(emit)
    try finishUnclear(emit)
    noteRepeats()
  }

  private mutating func order(_ row: CSVRow, _ name: ByteString) -> WebOrderRecord? {
    guard let currency = sheet.currency(row) else { return nil }
    var order = WebOrderRecord(currency: currency)
    order.line = row.line
    order.store = store.id
    order.name = name
    order.day = sheet.neededDay(.created, row)
    order.paidDay = sheet.day(.paid, row)
    order.shippedDay = sheet.day(.shipped, row)
    order.cancelledDay = sheet.day(.cancelled, row)
    order.paymentStatus = sheet.text(.status, row).lowercasedASCII
    order.paymentMethod = sheet.text(.tender, row)
    order.shippingMethod = sheet.text(.shippingMethod, row)
    order.discountMinor = Int64(sheet.amount(.discount, row, currency).magnitude)
    order.shippingMinor = sheet.amount(.shipping, row, currency)
    order.taxMinor = sheet.amount(.tax, row, currency)
    order.totalMinor = sheet.neededAmount(.total, row, currency)
    order.refundedMinor = Int64(sheet.amount(.refunded, row, currency).magnitude)
    subtotalMinor = sheet.isEmpty(.subtotal, row) ? nil : sheet.amount(.subtotal, row, currency)
    return order
  }

  private func place(_ row: CSVRow) -> ByteString? {
    let till = sheet.layout.tillSource
    guard !till.isEmpty, sheet.text(.source, row).lowercasedASCII == till else { return nil }
    let named = sheet.text(.outlet, row)
    if named.isEmpty { return "(no location)" }
    return sheet.layout.outletNames[named] ?? store.outletNames[named] ?? named
  }

  private mutating func addLine(_ row: CSVRow) {
    guard let order = current?.order else { return }
    guard !sheet.isEmpty(.quantity, row) || !sheet.isEmpty(.sku, row) else { return }
    var line = WebOrderLineRecord()
    line.line = row.line
    line.orderLine = order.line
    line.sku = sheet.text(.sku, row)
    line.quantityMilli = sheet.quantityMilli(row)
    line.grossMinor =
      sheet.has(.lineTotal)
      ? sheet.neededAmount(.lineTotal, row, order.currency)
      : sheet.extended(line.quantityMilli, row, order.currency)
    line.discountMinor = Int64(sheet.amount(.lineDiscount, row, order.currency).magnitude)
    let placed = goods.placed(line.sku, on: order.day, quantityMilli: line.quantityMilli)
    line.category = placed.category
    line.costMinor = placed.costMinor
    current?.lines.append(line)
  }

  // MARK: - Whole orders

  private mutating func finish(_ emit: ChannelSink) throws(BatchError) {
    guard let started = current else { return }
    var (order, lines) = (started.order, started.lines)
    let row = started.row
    current = nil
    if let first = met[order.name] { return repeated(started, first) }
    met[order.name] = (row, started.content)
    order.linesMinor = lines.reduce(0) { $0 + $1.grossMinor }
    order.unitsMilli = lines.reduce(0) { $0 + $1.quantityMilli }
    let own = lines.reduce(0) { $0 + $1.discountMinor }
    let stated = order.discountMinor
    // Some shops count the lines' own discounts in the order's, some beside it: the subtotal shows.
    let subtotal = subtotalMinor ?? order.linesMinor - own - stated
    let isBeside = order.linesMinor - own - stated == subtotal
    let shared = isBeside ? stated : max(0, stated - own)
    order.discountMinor = own + shared
    if order.linesMinor - order.discountMinor != subtotal {
      note(order, row, .subtotal, subtotal - (order.linesMinor - order.discountMinor), "subtotal")
    }
    share(shared, over: &lines)
    let parsed = Parsed(
      order: order, lines: lines, row: row, place: started.place,
      rest: order.totalMinor - subtotal - order.shippingMinor)
    guard let isExclusive = sheet.layout.tax.map({ $0 == .exclusive }) ?? parsed.isExclusive else {
      unclear.append(parsed)
      return
    }
    if parsed.isExclusive != nil, order.taxMinor != 0 { readings.insert(isExclusive) }
    try hand(parsed, isExclusive, to: emit)
  }

  /// What foots with the tax in no way, since a tip or the like stands between, is read as the orders
  /// of the export that foot in one way only; where these are of both, by whatever comes nearer.
  private mutating func finishUnclear(_ emit: ChannelSink) throws(BatchError) {
    for parsed in unclear {
      let isNearer = (parsed.rest - parsed.order.taxMinor).magnitude < parsed.rest.magnitude
      let isExclusive = readings.count == 1 ? readings.contains(true) : isNearer
      try hand(parsed, isExclusive, to: emit)
    }
    unclear = []
  }

  private func hand(
    _ parsed: Parsed, _ isExclusive: Bool, to emit: ChannelSink
  ) throws(BatchError) {
    var order = parsed.order
    let lines = parsed.lines
    order.addedTaxMinor = isExclusive ? order.taxMinor : 0
    let difference = parsed.rest - order.addedTaxMinor
    if difference != 0 { note(order, parsed.row, .total, difference, "total") }
    guard let place = parsed.place else {
      try emit(order)
      for line in lines { try emit(line) }
      return
    }
    let outlet = master.outlets.named(place)
    let till = TillOrder(
      order: order, lines: lines, outlet: outlet, place: place,
      goods: GoodsOnSale(outlet.flatMap { master.stores[$0.store] }))
    for record in till.records { try emit(record) }
  }

  // MARK: - Orders that stand twice

  /// Exports that were put into one file may share orders: what says the same counts once.
  private mutating func repeated(
    _ again: Started, _ first: (row: Int, content: Fingerprint)
  ) {
    guard again.content == first.content else {
      return sheet.add(
        .rowError, line: again.row, column: sheet.layout.columns[.order],
        "order \(again.order.name) stands here again and says otherwise than from line \(first.row) on",
        "keep the one that is right, or export the orders again; nothing of it counts until then")
    }
    repeats = (
      (repeats?.count ?? 0) + 1, repeats?.name ?? again.order.name, repeats?.row ?? again.row,
      repeats?.firstRow ?? first.row
    )
  }

  private func noteRepeats() {
    guard let repeats else { return }
    let others = repeats.count == 1 ? "" : ", and \(repeats.count - 1) more like it"
    sheet.note(
      .sameContent, repeats.row, sheet.layout.columns[.order], nil,
      "order \(repeats.name) stands here again as from line \(repeats.firstRow) on\(others): what"
        + " says the same counts once",
      "nothing, if exports were put into one file; each can be imported by itself")
  }

  /// An order's discount is spread over its lines by their amounts; the shares sum to it.
  private func share(_ discount: Int64, over lines: inout [WebOrderLineRecord]) {
    guard let shares = allocate(discount, by: lines.map { max(0, $0.grossMinor) }) else { return }
    for (place, share) in shares.enumerated() { lines[place].discountMinor += share }
  }

  private func note(
    _ order: WebOrderRecord, _ row: Int, _ field: ChannelField, _ difference: Int64, _ what: String
  ) {
    sheet.note(
      .orderMismatch, row, sheet.layout.columns[field],
      Money(minorUnits: difference, order.currency),
      "order \(order.name): lines, discount, shipping and tax do not make its \(what)",
      "look at the order in the shop; its lines count as stated")
  }
}
