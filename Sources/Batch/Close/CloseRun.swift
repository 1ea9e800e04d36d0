import LedgerCore
import LedgerStore
import SellingPartner

/// What a close needs from outside besides the home.
package struct CloseSetup: Sendable {
  /// The network, time and the environment's variables.
  package let sync: SyncSetup
  /// The time of day by the machine's clock: for the run record, and to doubt a date that lies ahead.
  package let clock: @Sendable () -> Instant
  package let version: String
  package var isOffline = false
  /// Somebody says that the date is right though it looks wrong (see `NightClock`).
  package var trustsClock = false
  /// Who says so.
  package var person = ""
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

  init(_ context: RunContext, _ setup: CloseSetup, _ settings: CloseSettings) {
    self.context = context
    self.setup = setup
    self.settings = settings
    folder = ReportFolder(context.home, day: context.now.day())
    records = RunRecords(context.home)
    record = records.next(
      asOf: context.now, version: setup.version, isOffline: setup.isOffline,
      started: setup.clock())
    begun = setup.sync.pace.now()
  }

  /// Only the holder of the home's lock may do this.
  func begin() throws(BatchError) { try records.begin(record) }

  /// What a step has come to.
  struct Outcome {
    var exitStatus: Int32 = 0
    var text: String
    var isSkipped = false
    /// What could be done is done, and the rest fails the step.
    var isFailed = false
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
    let outcome: Outcome
    do throws(BatchError) { outcome = try body() } catch {
      guard error.kind == .input, let status else {
        try? keep(.failed, error.exitStatus, error.description)
        throw error
      }
      outcome = Outcome(exitStatus: status, text: error.description, isFailed: true)
    }
    let state: CloseRecord.Step.State =
      outcome.isSkipped ? .skipped : outcome.isFailed ? .failed : .done
    try keep(state, outcome.exitStatus, outcome.text)
  }

  func warn(_ text: String) { record.warnings.append(text) }

  func change(_ body: (inout CloseRecord) -> Void) { body(&record) }

  /// The record with its end; nothing that comes after it can change the exit status.
  func end(_ state: CloseRecord.State, _ error: BatchError? = nil) throws(BatchError) {
    record.state = state
    record.ended = setup.clock()
    record.milliseconds = milliseconds(since: begun)
    if let error {
      record.exitStatus = max(record.exitStatus, error.exitStatus)
      let isTold = record.steps.contains { $0.state == .failed && $0.text == error.description }
      if !isTold { record.failure = error.description }
    }
    try records.save(record)
  }

  /// The record of a run that could not begin; it is not kept.
  func failed(_ error: BatchError) -> CloseRecord {
    var record = record
    (record.state, record.exitStatus) = (.failed, error.exitStatus)
    (record.failure, record.ended) = (error.description, setup.clock())
    return record
  }

  func removeRecords(before day: CalendarDate) -> Int { records.remove(before: day) }

  private func milliseconds(since start: Double) -> Int64 {
    Int64(((setup.sync.pace.now() - start) * 1000).rounded())
  }
}
