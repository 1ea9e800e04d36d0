import LedgerCore

/// A close in the text format of Prometheus, for the node exporter's folder of text files.
func closeMetrics(_ record: CloseRecord, earlier: [CloseRecord]) -> String {
  var text = ""
  func metric(_ name: String, _ help: String, _ samples: [(labels: String, value: String)]) {
    guard !samples.isEmpty else { return }
    text += "# HELP acorn_\(name) \(help)\n# TYPE acorn_\(name) gauge\n"
    for sample in samples {
      text += "acorn_\(name)\(sample.labels.isEmpty ? "" : "{\(sample.labels)}") \(sample.value)\n"
    }
  }
  // A run by a clock that was ahead is not the last one for ever.
  let now = record.ended?.seconds ?? record.started.seconds
  let succeeded = ((earlier + [record]).filter { $0.state == .done && $0.exitStatus != 4 })
    .compactMap(\.ended?.seconds).filter { $0 <= now }.max()
  metric(
    "close_last_run_timestamp_seconds", "When the last close ended.",
    [("", "\(now)")])
  metric(
    "close_last_success_timestamp_seconds",
    "When a close last did all its work, differences found or not.",
    succeeded.map { [("", "\($0)")] } ?? [])
  metric(
    "close_exit_status", "0, 2, 3, 4, 64 or 74, as in the manual.",
    [("", "\(record.exitStatus)")])
  metric(
    "close_duration_seconds", "How long the last close took.",
    [("", decimalText(record.milliseconds, digits: 3))])
  metric(
    "close_step_duration_seconds", "How long each step took.",
    record.steps.map {
      ("step=\"\($0.step.rawValue)\"", decimalText($0.milliseconds, digits: 3))
    })
  metric(
    "close_step_failed", "1 where the step has failed.",
    record.steps.map { ("step=\"\($0.step.rawValue)\"", $0.state == .failed ? "1" : "0") })
  metric(
    "documents", "Documents in the archive.",
    record.inputs.map { ("kind=\"\($0.kind)\"", "\($0.documents)") })
  metric(
    "new_documents", "Documents that came in the last close.",
    record.inputs.map { ("kind=\"\($0.kind)\"", "\($0.new)") })
  let counts = record.counts
  func count(_ name: String, _ labels: String = "") -> [(labels: String, value: String)] {
    counts[name].map { [(labels, "\($0)")] } ?? []
  }
  metric("settlements", "Settlements in force.", count("settlements"))
  metric("rows", "Rows posted in them.", count("rows"))
  metric("refused_documents", "Refused documents that nobody has dealt with.", count("refused"))
  metric(
    "exceptions", "Exceptions that are open.",
    count("errors", "severity=\"error\"") + count("warnings", "severity=\"warning\""))
  return text
}
