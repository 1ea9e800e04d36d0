/// Which transactions of an order are in no settlement.
///
/// A transaction that names no settlement of the books is in one nevertheless where it alone, or
/// together with others in one way only, makes exactly what a settlement that no other transaction
/// names has of the order: the rows of refunds, the other rows, or else all. What Amazon's API told can
/// be older than the file.
struct OpenClaims {
  /// Of more transactions no sets are looked for: so many sums mean nothing.
  private static let mostTogether = 8

  private(set) var open: [OrderClaim]

  /// What a settlement has of the order that no transaction explains yet, in minor units.
  private struct Unnamed {
    let lastDay: CalendarDate
    let totalMinor: Int64
    /// Of refunds and of the rest; one sum where there is no refund.
    var sums: [Int64]
    var isUntouched = true

    init(_ part: OrderPart) {
      (lastDay, totalMinor) = (part.lastDay, part.totalMinor)
      let refunds = part.refundTotalMinor
      sums = refunds == 0 ? [totalMinor] : [totalMinor - refunds, refunds]
    }
  }

  /// - Parameters:
  ///   - waiting: those that are held back or name no settlement.
  ///   - parts: of the settlements that no transaction of the order names.
  init(_ waiting: [OrderClaim], unnamed parts: [OrderPart]) {
    open = waiting
    var unnamed = parts.map(Unnamed.init)
    for isAlone in [true, false] {
      for place in unnamed.indices {
        let part = unnamed[place]
        unnamed[place].sums.removeAll { take($0, until: part.lastDay, isAlone: isAlone) }
        if unnamed[place].sums.count < part.sums.count { unnamed[place].isUntouched = false }
      }
    }
    // As v0 events tell it: a group's events of an order are one sum.
    for isAlone in [true, false] {
      for place in unnamed.indices where unnamed[place].isUntouched {
        let part = unnamed[place]
        unnamed[place].isUntouched = !take(
          part.totalMinor, until: part.lastDay, isAlone: isAlone)
      }
    }
  }

  /// Takes away what makes the amount; false where nothing does.
  private mutating func take(
    _ amount: Int64, until lastDay: CalendarDate, isAlone: Bool
  ) -> Bool {
    let early = open.indices.filter { open[$0].postedOn <= lastDay }
    let places =
      isAlone
      ? early.first { open[$0].totalMinor == amount }.map { [$0] }
      : together(amount, early.filter { open[$0].totalMinor != 0 })
    guard let places else { return false }
    for place in places.reversed() { open.remove(at: place) }
    return true
  }

  /// The only set of two or more of these places that makes the amount, ascending.
  private func together(_ amount: Int64, _ places: [Int]) -> [Int]? {
    guard amount != 0, places.count > 1, places.count <= Self.mostTogether else { return nil }
    var found: [Int]?
    for set in 1..<(1 << places.count) where set & (set - 1) != 0 {
      let members = places.indices.filter { set & (1 << $0) != 0 }.map { places[$0] }
      guard members.reduce(0, { $0 + open[$1].totalMinor }) == amount else { continue }
      guard found == nil else { return nil }
      found = members
    }
    return found
  }
}
