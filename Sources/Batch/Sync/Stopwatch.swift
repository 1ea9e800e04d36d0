import SellingPartner

/// Adds up the times between its starts and stops.
final class Stopwatch {
  private let pace: Pace
  private var started = 0.0
  private var seconds = 0.0

  init(_ pace: Pace) { self.pace = pace }

  func start() { started = pace.now() }
  func stop() { seconds += pace.now() - started }

  var milliseconds: Int64 { Int64((seconds * 1000).rounded()) }
}
