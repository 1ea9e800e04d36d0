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
  /// Whether amounts without a category are spread over the categories (profit only).
  package var isAllocated = false
  /// Whether all amounts are put into the functional currency (profit only).
  package var isConsolidated = false
  package var asKnownOn: Instant?
  /// What has changed since then is wanted (restatements only).
  package var since: Instant?
  /// Another format, made of the same rows in the same pass.
  var twin: (format: ReportFormat, sink: ReportSink)?

  package init(_ name: ReportName) { self.name = name }
}

/// Where a report's bytes go, piece by piece.
package typealias ReportSink = ([UInt8]) throws(BatchError) -> Void

/// Collects rows into bytes and hands these on before they grow large.
struct ReportStream {
  private static let pieceBytes = 1 << 20
  private var renderer: ReportRenderer
  private let sink: ReportSink
  private var twin: (renderer: ReportRenderer, sink: ReportSink)?

  init(_ header: ReportHeader, _ request: ReportRequest, to sink: @escaping ReportSink) {
    renderer = ReportRenderer(header, format: request.format, asKnownOn: request.asKnownOn)
    self.sink = sink
    twin = request.twin.map {
      (ReportRenderer(header, format: $0.format, asKnownOn: request.asKnownOn), $0.sink)
    }
  }

  mutating func append(_ row: [Cell]) throws(BatchError) {
    renderer.append(row)
    twin?.renderer.append(row)
    if renderer.pendingBytes > ReportStream.pieceBytes { try handOn() }
  }

  mutating func finish() throws(BatchError) {
    renderer.finish()
    twin?.renderer.finish()
    try handOn()
  }

  private mutating func handOn() throws(BatchError) {
    try sink(renderer.take())
    if let sink = twin?.sink, let bytes = twin?.renderer.take() { try sink(bytes) }
  }
}
