/// What a run of nightly forecasts has learned up to a night, so that a later run can go on from
/// there: the errors that calibration rests on, and the forecasts whose payouts are still to come.
package struct ForecastMemory: Sendable {
  var calibration: Calibration
  var pending: [[OpenForecast]]
  var settled: [Int]

  init(calibration: Calibration, pending: [[OpenForecast]], settled: [Int]) {
    self.calibration = calibration
    self.pending = pending
    self.settled = settled
  }

  package var bytes: [UInt8] {
    var packing = Packing()
    packing.add(pending.count)
    for account in pending.indices {
      packing.add(settled[account])
      packing.add(pending[account].count)
      for forecast in pending[account] { forecast.pack(into: &packing) }
    }
    calibration.pack(into: &packing)
    return packing.bytes
  }

  /// Nil when the bytes are not those of a memory.
  package init?(bytes: [UInt8]) {
    var packed = Unpacking(bytes)
    var pending: [[OpenForecast]] = []
    var settled: [Int] = []
    for _ in 0..<packed.count() {
      settled.append(Int(packed.int64()))
      pending.append((0..<packed.count()).map { _ in OpenForecast(&packed) })
    }
    calibration = Calibration(&packed)
    self.pending = pending
    self.settled = settled
    guard packed.isFinished else { return nil }
  }
}

/// A forecast whose payout is still to come, as far as its error teaches.
struct OpenForecast: Sendable {
  let close: Instant
  let cycleDays: Int
  let horizon: Horizon
  let pointMinor: Double
  let scaleMinor: Double
  /// The ends of the 80 % interval.
  let lowMinor: Int64
  let highMinor: Int64
  let rule: ReleaseRule
  let minimumMinor: Int64
  /// The forecast itself, where it is to be scored.
  var whole: PayoutForecast?

  init(_ forecast: PayoutForecast, _ outlook: PayoutOutlook) {
    close = forecast.close
    cycleDays = forecast.cycleDays
    horizon = forecast.horizon
    pointMinor = outlook.pointMinor
    scaleMinor = outlook.scaleMinor
    rule = outlook.rule
    minimumMinor = outlook.minimumMinor
    let (low, high) = QuantileLevels.Interval.eighty.places
    lowMinor = forecast.quantilesMinor[low]
    highMinor = forecast.quantilesMinor[high]
    whole = forecast
  }
}

extension OpenForecast {
  fileprivate func pack(into packing: inout Packing) {
    packing.add(close.seconds)
    packing.add(cycleDays)
    packing.add(horizon.rawValue)
    packing.add(pointMinor)
    packing.add(scaleMinor)
    packing.add(lowMinor)
    packing.add(highMinor)
    packing.add(rule.rawValue)
    packing.add(minimumMinor)
  }

  fileprivate init(_ packed: inout Unpacking) {
    close = Instant(seconds: packed.int64())
    cycleDays = Int(packed.int64())
    horizon = Horizon(rawValue: Int(packed.int64())) ?? .longer
    pointMinor = packed.double()
    scaleMinor = packed.double()
    lowMinor = packed.int64()
    highMinor = packed.int64()
    rule = ReleaseRule(rawValue: Int(packed.int64())) ?? .free
    minimumMinor = packed.int64()
  }
}
