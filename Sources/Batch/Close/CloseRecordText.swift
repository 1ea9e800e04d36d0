import LedgerCore
import Reporting

/// A run record as the file `runs/ID.tsv`: a line a fact, its parts separated by tabs.
extension CloseRecord {
  private static let firstLine = "acorn run 1"

  package var fileBytes: [UInt8] {
    var lines: [[String]] = [
      ["id", id], ["as_of", "\(asOf)"], ["version", version],
      ["offline", isOffline ? "yes" : "no"],
      ["started", "\(started)"], ["state", state.rawValue], ["exit_status", "\(exitStatus)"],
      ["milliseconds", "\(milliseconds)"], ["input_digest", inputDigest], ["reports", reports],
    ]
    if let ended { lines.append(["ended", "\(ended)"]) }
    if !certificate.isEmpty { lines.append(["certificate", certificate]) }
    if !failure.isEmpty { lines.append(["failure", failure]) }
    lines += steps.map {
      [
        "step", $0.step.rawValue, $0.state.rawValue, "\($0.exitStatus)", "\($0.milliseconds)",
        $0.text,
      ]
    }
    lines += inputs.map { ["input", $0.kind, "\($0.documents)", "\($0.new)"] }
    lines += counts.sorted { $0.key < $1.key }.map { ["count", $0.key, "\($0.value)"] }
    lines += warnings.map { ["warning", $0] }
    let text = lines.map { $0.map(CloseRecord.clean).joined(separator: "\t") + "\n" }.joined()
    return Array("\(CloseRecord.firstLine)\n\(text)".utf8)
  }

  /// Nil when it is no such file.
  package init?(fileBytes: [UInt8]) {
    let lines = String(decoding: fileBytes, as: UTF8.self).split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    guard lines.first == [CloseRecord.firstLine] else { return nil }
    func value(_ name: String) -> String {
      lines.first { $0[0] == name && $0.count == 2 }?[1] ?? ""
    }
    guard let asOf = Instant(value("as_of")), let started = Instant(value("started")),
      let state = State(rawValue: value("state")), let exitStatus = Int32(value("exit_status"))
    else { return nil }
    self.init(
      id: value("id"), asOf: asOf, version: value("version"), isOffline: value("offline") == "yes",
      started: started)
    self.state = state
    self.exitStatus = exitStatus
    ended = Instant(value("ended"))
    milliseconds = Int64(value("milliseconds")) ?? 0
    inputDigest = value("input_digest")
    reports = value("reports")
    certificate = value("certificate")
    failure = value("failure")
    for line in lines.dropFirst() {
      switch (line[0], line.count) {
      case ("step", 6):
        guard let step = CloseStep(rawValue: line[1]), let state = Step.State(rawValue: line[2])
        else { continue }
        steps.append(
          Step(
            step: step, state: state, exitStatus: Int32(line[3]) ?? 0,
            milliseconds: Int64(line[4]) ?? 0, text: line[5]))
      case ("input", 4):
        inputs.append(
          Input(kind: line[1], documents: Int(line[2]) ?? 0, new: Int(line[3]) ?? 0))
      case ("count", 3): counts[line[1]] = Int(line[2])
      case ("warning", 2): warnings.append(line[1])
      default: break
      }
    }
  }

  /// A text on one line, without tabs.
  private static func clean(_ text: String) -> String {
    String(decoding: text.utf8.map { $0 < 32 ? 32 : $0 }, as: UTF8.self)
  }

  // MARK: - For other programs

  /// What `[notify]` hands on. Later fields may be added at the end.
  package var json: JSONDocument {
    .object([
      ("record", .text("acorn-close")), ("record_version", .integer(1)), ("run", .text(id)),
      ("text", .text(sentence)), ("state", .text(state.rawValue)),
      ("exit_status", .integer(Int64(exitStatus))), ("as_of", .text("\(asOf)")),
      ("started", .text("\(started)")), ("ended", ended.map { .text("\($0)") } ?? .null),
      ("milliseconds", .integer(milliseconds)), ("acorn", .text(version)),
      ("offline", .flag(isOffline)), ("reports", .text(reports)),
      ("input_digest", .text(inputDigest)),
      (
        "inputs",
        .array(
          inputs.map {
            .object([
              ("kind", .text($0.kind)), ("documents", .integer(Int64($0.documents))),
              ("new", .integer(Int64($0.new))),
            ])
          })
      ),
      (
        "counts",
        .object(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })
      ),
      (
        "steps",
        .array(
          steps.map {
            .object([
              ("step", .text($0.step.rawValue)), ("state", .text($0.state.rawValue)),
              ("exit_status", .integer(Int64($0.exitStatus))),
              ("milliseconds", .integer($0.milliseconds)), ("text", .text($0.text)),
            ])
          })
      ),
      ("warnings", .array(warnings.map { .text($0) })), ("certificate", .text(certificate)),
      ("failure", .text(failure)),
    ])
  }
}
