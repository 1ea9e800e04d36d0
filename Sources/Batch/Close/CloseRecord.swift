import LedgerCore

/// The steps of a close, in their order.
package enum CloseStep: String, CaseIterable, Sendable {
  case sync
  case takeIn = "import"
  case post, reconcile, forecast, reports, publish, notify
}

/// One run of `acorn close`: what went in, what each step came to, how it ended.
package struct CloseRecord: Sendable, Equatable {
  package enum State: String, Sendable {
    case running, done, failed
    /// The process went away; the next run does the work.
    case interrupted
  }

  package struct Step: Sendable, Equatable {
    package enum State: String, Sendable { case done, failed, skipped }
    package let step: CloseStep
    package let state: State
    package let exitStatus: Int32
    package let milliseconds: Int64
    package let text: String
  }

  /// Documents of a kind in the archive, and how many of them came in this run.
  package struct Input: Sendable, Equatable {
    package let kind: String
    package let documents: Int
    package let new: Int
  }

  /// The night's day and a number, such as `2026-03-14-1`.
  package let id: String
  package let asOf: Instant
  package let version: String
  package let isOffline: Bool
  /// By the machine's clock.
  package let started: Instant
  package var ended: Instant?
  package var state = State.running
  package var exitStatus: Int32 = 0
  package var milliseconds: Int64 = 0
  package var steps: [Step] = []
  package var inputs: [Input] = []
  /// SHA-256 over the archive's documents; the same inputs have the same.
  package var inputDigest = ""
  /// Counts by name: settlements, rows, errors, warnings, refused.
  package var counts: [String: Int] = [:]
  /// What could not be done and has failed nothing.
  package var warnings: [String] = []
  /// The folder of the reports, relative to the home; empty until it is there.
  package var reports = ""
  /// SHA-256 of the certificate: kept elsewhere it tells whether books and nights are what they were.
  package var certificate = ""
  /// Why the run could not be finished, where no step tells it.
  package var failure = ""

  package init(id: String, asOf: Instant, version: String, isOffline: Bool, started: Instant) {
    self.id = id
    self.asOf = asOf
    self.version = version
    self.isOffline = isOffline
    self.started = started
  }

  /// What a person is told in one line.
  package var sentence: String {
    let counts = ["error", "warning"].map { counted(self.counts["\($0)s"] ?? 0, $0) }
    switch state {
    case .running: return "close \(asOf.day()): at work"
    case .interrupted: return "close \(asOf.day()): interrupted"
    case .failed:
      let why = failure.isEmpty ? steps.last { $0.state == .failed }?.text ?? "" : failure
      return "close \(asOf.day()): failed: \(why)"
    case .done:
      let failed = steps.first { $0.state == .failed && $0.exitStatus == exitStatus }?.step.rawValue
      let meaning =
        switch exitStatus {
        case 0: "everything ties out"
        case 2: "differences found"
        case 3: failed.map { "\($0) is incomplete" } ?? "a document was refused"
        default: "something could not be had from Amazon"
        }
      return "close \(asOf.day()): \(meaning); to look at: \(counts.joined(separator: ", "))"
    }
  }
}
