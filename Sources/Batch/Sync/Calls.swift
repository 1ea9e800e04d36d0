import LedgerCore
import LedgerStore
import Reporting

/// Which calls to show.
package struct CallFilter: Sendable {
  let store: String?
  let operation: String?
  let since: CalendarDate?
  let onlyFailed: Bool
  let onlyLastRun: Bool

  package init(
    store: String?, operation: String?, since: CalendarDate?, onlyFailed: Bool, onlyLastRun: Bool
  ) {
    self.store = store
    self.operation = operation
    self.since = since
    self.onlyFailed = onlyFailed
    self.onlyLastRun = onlyLastRun
  }

  fileprivate func accepts(_ line: [String]) -> Bool {
    let isGood = line[3] == "200" && line[7].isEmpty
    return (store.map { $0 == line[1] } ?? true) && (operation.map { $0 == line[2] } ?? true)
      && (since.map { line[0] >= $0.description } ?? true) && !(onlyFailed && isGood)
  }
}

/// The lines of the call log as CSV with its header.
package func calls(_ context: RunContext, _ filter: CallFilter) throws(BatchError) -> [UInt8] {
  let cells = try lines(context, filter).map { line in line.map(Cell.text) }
  return rendered("calls", CallLog.columns, cells)
}

/// Calls, failures, bytes and seconds by store and operation as CSV.
package func callCounts(
  _ context: RunContext, _ filter: CallFilter
) throws(BatchError) -> [UInt8] {
  var counts: [[String]: (calls: Int, failed: Int, bytes: Int, milliseconds: Int)] = [:]
  for line in try lines(context, filter) {
    var count = counts[[line[1], line[2]]] ?? (0, 0, 0, 0)
    count.calls += 1
    count.failed += line[3] == "200" && line[7].isEmpty ? 0 : 1
    count.bytes += Int(line[6]) ?? 0
    count.milliseconds += Int(line[5]) ?? 0
    counts[[line[1], line[2]]] = count
  }
  let rows = counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, count in
    key.map(Cell.text)
      + [count.calls, count.failed, count.bytes, count.milliseconds].map {
        Cell.integer(Int64($0))
      }
  }
  return rendered(
    "call_counts", ["store", "operation", "calls", "failed", "bytes", "milliseconds"], rows)
}

private func rendered(_ name: String, _ columns: [String], _ rows: [[Cell]]) -> [UInt8] {
  var renderer = ReportRenderer(
    ReportHeader(name: name, columns: columns), format: .csv, asKnownOn: nil)
  for row in rows { renderer.append(row) }
  renderer.finish()
  return renderer.take()
}

private func lines(
  _ context: RunContext, _ filter: CallFilter
) throws(BatchError) -> [[String]] {
  let log = CallLog(folder: context.home.calls)
  var lines = try storing { () throws(StoreError) in try log.lines() }
  if let store = filter.store, !lines.contains(where: { $0[1] == store }) {
    let configuration = try context.parseConfiguration(
      contents(ofFile: context.home.configuration) ?? [])
    let known = configuration.stores.map(\.id) + configuration.vendors.map(\.id)
    guard known.contains(store) else { throw .unknownStore(store, known) }
  }
  if filter.onlyLastRun, let start = lines.lastIndex(where: { $0[2] == CallLog.runMark }) {
    lines = Array(lines[(start + 1)...])
  }
  return lines.filter { $0[2] != CallLog.runMark && filter.accepts($0) }
}
