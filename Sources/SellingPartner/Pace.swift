/// Time and chance as a client needs them; a test gives its own.
package struct Pace: Sendable {
  /// Seconds of a clock that never goes back.
  package let now: @Sendable () -> Double
  package let sleep: @Sendable (_ seconds: Double) -> Void
  /// From 0 up to 1.
  package let random: @Sendable () -> Double

  package init(
    now: @escaping @Sendable () -> Double, sleep: @escaping @Sendable (Double) -> Void,
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    self.now = now
    self.sleep = sleep
    self.random = random
  }
}
