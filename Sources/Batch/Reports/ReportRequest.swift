import LedgerCore
import Reporting

/// The reports that can be made.
package enum ReportName: String, CaseIterable, Sendable {
  case settlements, components, profit, fees, refunds, promotions, reconciliation, exceptions
  case receivable, deposits, restatements, cashflow
  case jumps
  case journal
  case trialBalance = "trial_balance"
  case crosschannel, orders
  case outletDays = "outlet_days"
  case outletDeposits = "outlet_deposits"
  case webstorePayouts = "webstore_payouts"
  case skuChannels = "sku_channels"
  case vendorMatches = "vendor_matches"
  case vendorLines = "vendor_lines"
  case recovery

  /// What is made together, since it needs the same things worked out; the longest work first.
  static let groups: [[ReportName]] = {
    let together: [[ReportName]] = [
      [.journal, .trialBalance, .profit, .crosschannel, .jumps], [.orders], [.skuChannels],
      [.reconciliation],
    ]
    let named = Set(together.joined())
    return together + allCases.filter { !named.contains($0) }.map { [$0] }
  }()
}

/// Which report is wanted, and how.
package struct ReportRequest {
  package var name: ReportName
  package var format = ReportFormat.csv
  /// First and last local day, both included.
  package var from: CalendarDate?
  package var to: CalendarDate?
  /// Columns to group by; empty for the report's own rows.
  package var by: [String] = []
  /// Whether amounts without a category are spread over the categories (profit, crosschannel).
  package var isAllocated = false
  /// Whether all amounts are put into the functional currency (profit only).
  package var isConsolidated = false
  package var asKnownOn: Instant?
  /// Orders in these states alone; empty for all (orders only).
  package var states: Set<OrderState> = []
  /// What has changed since then is wanted (restatements only).
  package var since: Instant?
  /// Another format, made of the same rows in the same pass.
  var twin: (format: ReportFormat, sink: ReportSink)?
  /// What can be taken over from an earlier night, for reports that are made of sections.
  var sections: ReportSections?
  /// Where the report has a file for each month, which then get all of it.
  var months: MonthlyFiles?

  package init(_ name: ReportName) { self.name = name }
}

/// Where a report's bytes go, piece by piece.
package typealias ReportSink = ([UInt8]) throws(BatchError) -> Void

/// Collects rows into bytes and hands these on before they grow large.
struct ReportStream {
  /// Small enough to stay in the processor's cache until it is written.
  private static let pieceBytes = 1 << 17
  private var outputs: [(renderer: ReportRenderer, sink: ReportSink)] = []
  private let sections: ReportSections?
  /// A section stays here until it is whole.
  private var isInSection = false

  init(_ header: ReportHeader, _ request: ReportRequest, to sink: @escaping ReportSink) {
    sections = request.sections
    for (format, sink) in [(request.format, sink)] + (request.twin.map { [$0] } ?? []) {
      outputs.append(
        (ReportRenderer(header, format: format, asKnownOn: request.asKnownOn), sink))
    }
  }

  /// Makes a report of sections, in the given order or month by month; `key` names what a section's
  /// rows follow from.
  static func write<Item>(
    _ header: ReportHeader, _ request: ReportRequest, to sink: @escaping ReportSink,
    _ items: [Item], _ section: (Item) -> (key: String, month: CalendarMonth),
    _ rows: (Item, inout ReportStream) throws(BatchError) -> Void
  ) throws(BatchError) {
    if let months = request.months { return try months.write(header, items, section, rows) }
    var stream = ReportStream(header, request, to: sink)
    for item in items {
      try stream.section(section(item).key) { stream throws(BatchError) in try rows(item, &stream) }
    }
    try stream.finish()
  }

  mutating func append(_ row: [Cell]) throws(BatchError) {
    for index in outputs.indices { outputs[index].renderer.append(row) }
    try handOnIfLarge()
  }

  /// Rows that follow from what `key` names: taken over from an earlier night where it had the same
  /// key, or else added by `rows`.
  mutating func section(
    _ key: String, _ rows: (inout ReportStream) throws(BatchError) -> Void
  ) throws(BatchError) {
    guard let sections else { return try rows(&self) }
    let starts = outputs.map(\.renderer.nextRow)
    if appendKept(key, sections) {
      sections.keep(key, from: starts)
    } else {
      isInSection = true
      try rows(&self)
      isInSection = false
      sections.add(
        key, from: starts,
        zip(outputs, starts).map { $0.renderer.rendered(from: min($1, $0.renderer.byteCount)) })
    }
    try handOnIfLarge()
  }

  /// Adds a section as an earlier night had it, in each format or in none.
  private mutating func appendKept(_ key: String, _ sections: ReportSections) -> Bool {
    guard let kept = sections.kept(key) else { return false }
    let marks = outputs.map(\.renderer.mark)
    for (index, section) in kept.enumerated() {
      let isThere = outputs[index].renderer.append(rendered: section.length) {
        sections.read(section, into: $0)
      }
      guard isThere else {
        for (index, mark) in marks.enumerated() { outputs[index].renderer.goBack(to: mark) }
        return false
      }
    }
    return true
  }

  mutating func finish() throws(BatchError) {
    for index in outputs.indices { outputs[index].renderer.finish() }
    try handOn()
  }

  private mutating func handOnIfLarge() throws(BatchError) {
    if !isInSection, outputs[0].renderer.pendingBytes > ReportStream.pieceBytes { try handOn() }
  }

  private mutating func handOn() throws(BatchError) {
    for index in outputs.indices { try outputs[index].sink(outputs[index].renderer.take()) }
  }
}
