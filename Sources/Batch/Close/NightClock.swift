import LedgerCore
import LedgerStore

/// Whether a night can be closed as of an instant: machines' clocks are wrong now and then, and dates
/// are mistyped.
///
/// Nights follow one another, and what is taken in by a night is received at its instant. A night before
/// the last one would change what that one has said; one far ahead would stand in the way of all that
/// follow. A night may lie before documents that have come in: they were imported by another clock, and
/// belong to that night, then.
struct NightClock {
  /// The source of the decisions that nights go on from an earlier instant.
  static let decision = "clock"
  /// How far ahead of all that is known a night may lie.
  static let mostDaysAhead: Int64 = 366

  let asOf: Instant
  /// Whether somebody has stated it; else it is the machine's.
  let isStated: Bool
  /// By the machine's clock.
  let machine: Instant
  /// Of the last close, and the last reception of any document.
  let lastClose, lastReception: Instant?

  init(_ context: RunContext, machine: Instant, _ deliveries: [Delivery]) {
    asOf = context.now
    isStated = context.isClockStated
    self.machine = machine
    lastClose = deliveries.last { $0.kind == .certificate }.flatMap { NightClock.night($0) }
    lastReception = deliveries.last.map { Instant(seconds: $0.receivedAt) }
  }

  /// The instant as of which the close was made that a certificate stands for.
  static func night(_ certificate: Delivery) -> Instant? {
    certificate.source.split(separator: " ").last.flatMap { Instant(String($0)) }
  }

  /// What the night would come before; nil where it comes after all that the home has.
  var behind: String? {
    if let lastClose, asOf < lastClose { return "the last close was as of \(lastClose)" }
    guard let lastReception, asOf.seconds + Archive.clockSlackSeconds < lastReception.seconds else {
      return nil
    }
    return "a document has come in at \(lastReception)"
  }

  /// What speaks against the night; nil where nothing does.
  var objection: String? {
    if let lastClose, asOf < lastClose { return behind }
    let known = lastReception ?? machine
    let ahead = isStated ? max(known, machine) : known
    let days = (asOf.seconds - ahead.seconds) / 86_400
    guard days > NightClock.mostDaysAhead else { return nil }
    return isStated
      ? "it is \(days) days ahead of the machine's clock (\(machine)) and of all that has come in"
      : "nothing has come in for \(days) days, since \(known)"
  }

  /// Refuses a night that something speaks against, unless somebody says that the date is right.
  func check(isTrusted: Bool) throws(BatchError) {
    guard let objection, !isTrusted else { return }
    let past = behind == nil ? "" : "; what was known then is said by acorn report --as-known-on"
    throw BatchError(
      "a close as of \(asOf) is refused: \(objection). Set the clock or --as-of right; where the date"
        + " is right, acorn close --trust-clock goes on from it\(past)", kind: .usage)
  }
}

extension [Delivery] {
  /// The day from which the reports' age is counted when a night's are published: the night's own, or
  /// that of the close before it, whichever is earlier. So one wrong date removes no more than the
  /// night before has.
  func dayOfAge(closing day: CalendarDate) -> CalendarDate {
    let before = lazy.reversed().filter { $0.kind == .certificate }
      .compactMap { NightClock.night($0)?.day() }.first { $0 != day }
    return before.map { Swift.min($0, day) } ?? day
  }
}
