import LedgerCore
import LedgerStore
import Reporting

/// The runs of `acorn close` as a table, oldest first: a row for each run, or for each of its steps.
///
/// The home is not locked: a close that is at work is shown as running.
package func runReport(
  _ home: Home, steps: Bool, _ format: ReportFormat
) throws(BatchError) -> [UInt8] {
  let records = try withoutGhosts(RunRecords(home).all(), home)
  var columns = [
    "run", "as_of", "started", "ended", "state", "exit_status", "milliseconds", "offline",
  ]
  columns +=
    steps
    ? ["step", "step_state", "step_exit_status", "step_milliseconds", "text"]
    : [
      "documents", "new_documents", "settlements", "rows", "errors", "warnings", "refused",
      "reports", "input_digest", "acorn", "text", "not_done", "certificate",
    ]
  var renderer = ReportRenderer(
    ReportHeader(name: "runs", columns: columns, currencyNote: "no amounts"), format: format,
    asKnownOn: nil)
  for record in records {
    if steps {
      for step in record.steps { renderer.append(head(record) + cells(step)) }
    } else {
      renderer.append(head(record) + cells(record))
    }
  }
  renderer.finish()
  return renderer.take()
}

/// What is said to be running while nobody holds the lock has been interrupted.
private func withoutGhosts(
  _ records: [CloseRecord], _ home: Home
) throws(BatchError) -> [CloseRecord] {
  guard records.contains(where: { $0.state == .running }) else { return records }
  do throws(StoreError) { _ = try HomeLock(home: home.path) } catch { return records }
  return records.map { record in
    var record = record
    if record.state == .running { record.state = .interrupted }
    return record
  }
}

private func head(_ record: CloseRecord) -> [Cell] {
  [
    .text(record.id), .plain("\(record.asOf)"), .plain("\(record.started)"),
    record.ended.map { .plain("\($0)") } ?? .empty, .text(record.state.rawValue),
    record.ended == nil ? .empty : .integer(Int64(record.exitStatus)),
    record.ended == nil ? .empty : .integer(record.milliseconds),
    .text(record.isOffline ? "yes" : "no"),
  ]
}

private func cells(_ step: CloseRecord.Step) -> [Cell] {
  [
    .text(step.step.rawValue), .text(step.state.rawValue), .integer(Int64(step.exitStatus)),
    .integer(step.milliseconds), .text(step.text),
  ]
}

private func cells(_ record: CloseRecord) -> [Cell] {
  let documents = record.inputs.reduce(0) { $0 + $1.documents }
  let new = record.inputs.reduce(0) { $0 + $1.new }
  let counts: [Cell] = ["settlements", "rows", "errors", "warnings", "refused"].map {
    record.counts[$0].map { .integer(Int64($0)) } ?? .empty
  }
  return [.integer(Int64(documents)), .integer(Int64(new))] + counts
    + [
      .text(record.reports), .text(record.inputDigest), .text(record.version),
      .text(record.sentence), .text(record.warnings.joined(separator: "; ")),
      .text(record.certificate),
    ]
}
