/// The quantiles that a forecast of an amount consists of: 5 % to 95 % in steps of five, and the
/// two ends of a 95 % interval.
package enum QuantileLevels {
  package static let all: [Double] =
    [0.025] + (1...19).map { Double($0) / 20 } + [0.975]

  package static let count = 21
  package static let p025 = 0
  package static let p10 = 2
  package static let p25 = 5
  package static let p50 = 10
  package static let p75 = 15
  package static let p90 = 18
  package static let p975 = 20

  /// Lower and upper place of a central interval.
  package enum Interval: Int, Sendable, CaseIterable {
    case half = 50
    case eighty = 80
    case ninetyFive = 95

    package var places: (low: Int, high: Int) {
      switch self {
      case .half: (p25, p75)
      case .eighty: (p10, p90)
      case .ninetyFive: (p025, p975)
      }
    }
  }
}

/// How many days ahead a payout was forecast.
package enum Horizon: Int, Sendable, CaseIterable, Comparable {
  case days0to3, days4to7, days8to14, days15to30, longer

  package init(days: Int) {
    self =
      switch days {
      case ...3: .days0to3
      case ...7: .days4to7
      case ...14: .days8to14
      case ...30: .days15to30
      default: .longer
      }
  }

  package var name: String {
    ["0-3", "4-7", "8-14", "15-30", "31+"][rawValue]
  }

  package static func < (lhs: Horizon, rhs: Horizon) -> Bool { lhs.rawValue < rhs.rawValue }
}
