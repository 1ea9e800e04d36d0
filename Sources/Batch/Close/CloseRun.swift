import LedgerCore
import LedgerStore
import SellingPartner

/// What a close needs from outside besides the home.
package struct CloseSetup: Sendable {
  /// The network, time and the environment's variables.
  package let sync: SyncSetup
  /// The time of day by the machine's clock, for the run record alone.
  package let clock: @Sendable () -> Instant
  package let version: String
  package var isOffline = false
  /// Stands before what acorn.toml says.
  package var keepDays: Int?

  package init(sync: SyncSetup, version: String, clock: @escaping @Sendable () -> Instant) {
    self.sync = sync
    self.version = version
    self.clock = clock
  }
}

/// A close at work: runs the steps one by one and keeps the record of each on the disk.
///
/// Every step may be run again at any time: what it has done it finds done. So a close that was
/// stopped anywhere is put right by running it again.
final class CloseRun {
  let context: RunContext
  let setup: CloseSetup
  let settings: CloseSettings
  let folder: ReportFolder
  private let records: RunRecords
  private(set) var record: CloseRecord
  private let begun: Double

  init(
    _ context: RunContext, _ setup: CloseSetup, _ settings: CloseSettings
  ) throws(BatchError) {
    self.context = context
    self.setup = setup
    self.settings = settings
    folder = ReportFolder(context.home, day: context.now.day())
    records = RunRecords(context.home)
    try records.settleInterrupted()
    record = try records.begin(
      asOf: context.now, version: setup.version, isOffline: setup.isOffline,
      started: setup.clock())
    begun = setup.sync.pace.now()
  }

  /// What a step has come to.
  struct Outcome {
    var exitStatus: Int32 = 0
    var text: String
    var isSkipped = false
  }

  /// Runs a step and keeps its record. Where the input is at fault and `failingAs` is given, the
  /// step has failed with that status and the close goes on; other errors end it.
  func step(
    _ step: CloseStep, failingAs status: Int32? = nil,
    _ body: () throws(BatchError) -> Outcome
  ) throws(BatchError) {
    let start = setup.sync.pace.now()
    func keep(_ state: CloseRecord.Step.State, _ exitStatus: Int32, _ text: String)
      throws(BatchError)
    {
      record.steps.append(
        CloseRecord.Step(
          step: step, state: state, exitStatus: exitStatus,
          milliseconds: milliseconds(since: start), text: text))
      record.exitStatus = max(record.exitStatus, exitStatus)
      context.logger.info(
        "close: \(step.rawValue)", metadata: ["state": "\(state.rawValue)", "text": "\(text)"])
      try records.save(record)
    }
    do throws(BatchError) {
      let outcome = try body()
      try keep(outcome.isSkipped ? .skipped : .done, outcome.exitStatus, outcome.text)
    } catch {
      if error.kind == .input, let status {
        try keep(.failed, status, error.description)
      } else {
        try? keep(.failed, error.exitStatus, error.description)
        throw error
      }
    }
  }

  func warn(_ text: String) { record.warnings.append(text) }

  func change(_ body: (inout CloseRecord) -> Void) { body(&record) }

  /// The record with its end; nothing that comes after it can change the exit status.
  func end(_ state: CloseRecord.State) throws(BatchError) {
    record.state = state
    record.ended = setup.clock()
    record.milliseconds = milliseconds(since: begun)
    try records.save(record)
  }

  func removeRecords(before day: CalendarDate) -> Int { records.remove(before: day) }

  private func milliseconds(since start: Double) -> Int64 {
    Int64(((setup.sync.pace.now() - start) * 1000).rounded())
  }
}
