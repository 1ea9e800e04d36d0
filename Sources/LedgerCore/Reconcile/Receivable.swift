/// What Amazon owes on an account at the end of a UTC day, minor units of the account's currency.
package struct ReceivableDay: Equatable, Sendable {
  package let day: CalendarDate
  /// Released since the last close, with the debt carried over; negative when the seller owes.
  package var availableMinor: Int64 = 0
  /// Sales held back until their maturity.
  package var deferredMinor: Int64 = 0
  /// Held back at the last close.
  package var reserveMinor: Int64 = 0
  /// Closed and not yet at the bank.
  package var inTransitMinor: Int64 = 0
  /// What was posted on this day, deferred or not, and what the bank was credited.
  package var postedMinor: Int64 = 0
  package var depositedMinor: Int64 = 0

  package init(day: CalendarDate) { self.day = day }

  package var totalMinor: Int64 {
    availableMinor + deferredMinor + reserveMinor + inTransitMinor
  }
}

/// The movements of an account, from which its receivable follows.
package struct ReceivableMovements: Sendable {
  /// A settlement's effect at its close.
  package struct Close: Sendable {
    package let day: CalendarDate
    /// Its period; nil where it is not known, then it continues what was before.
    package let period: Range<Instant>?
    package let totalMinor: Int64
    /// As in the file: a debt carried in is negative, the reserve credited again is positive, the
    /// reserve held back is negative.
    package let carriedInMinor: Int64
    package let previousReserveMinor: Int64
    package let currentReserveMinor: Int64
    /// Rows by posted day, without reserve and debt.
    package let flows: [CalendarDate: Int64]

    package init(
      day: CalendarDate, period: Range<Instant>? = nil, totalMinor: Int64, carriedInMinor: Int64,
      previousReserveMinor: Int64, currentReserveMinor: Int64, flows: [CalendarDate: Int64]
    ) {
      self.day = day
      self.period = period
      self.totalMinor = totalMinor
      self.carriedInMinor = carriedInMinor
      self.previousReserveMinor = previousReserveMinor
      self.currentReserveMinor = currentReserveMinor
      self.flows = flows
    }
  }

  package var closes: [Close] = []
  /// What was released since the last close, by day.
  package var openFlows: [CalendarDate: Int64] = [:]
  /// Deferred sales by the day of posting, and by the day of release.
  package var deferred: [CalendarDate: Int64] = [:]
  package var released: [CalendarDate: Int64] = [:]
  /// Payouts that reached the bank, by booking day, in the account's currency.
  package var deposits: [CalendarDate: Int64] = [:]
  /// Payouts that came back, by the day of their row or transaction.
  package var returned: [CalendarDate: Int64] = [:]

  package init() {}

  /// The account day by day, from its first movement to `last`.
  ///
  /// Opening plus movement is closing by construction; what Amazon says of its balances is the
  /// check from outside.
  package func days(until last: CalendarDate) -> [ReceivableDay] {
    var changes: [CalendarDate: ReceivableDay] = [:]
    func change(_ day: CalendarDate, _ body: (inout ReceivableDay) -> Void) {
      body(&changes[day, default: ReceivableDay(day: day)])
    }
    for close in closes {
      var flow: Int64 = 0
      for (day, amount) in close.flows {
        flow += amount
        change(day) {
          $0.availableMinor += amount
          $0.postedMinor += amount
        }
      }
      change(close.day) {
        $0.availableMinor += min(close.totalMinor, 0) - (close.carriedInMinor + flow)
        $0.reserveMinor -= close.currentReserveMinor + close.previousReserveMinor
        $0.inTransitMinor += max(close.totalMinor, 0)
      }
    }
    for opening in openings {
      change(opening.day) {
        $0.availableMinor += opening.availableMinor
        $0.reserveMinor += opening.reserveMinor
      }
    }
    for (day, amount) in openFlows {
      change(day) {
        $0.availableMinor += amount
        $0.postedMinor += amount
      }
    }
    // A sale is posted when it is deferred; its release moves it and posts nothing new.
    for (day, amount) in deferred {
      change(day) {
        $0.deferredMinor += amount
        $0.postedMinor += amount
      }
    }
    for (day, amount) in released {
      change(day) {
        $0.deferredMinor -= amount
        $0.postedMinor -= amount
      }
    }
    for (day, amount) in deposits {
      change(day) {
        $0.inTransitMinor -= amount
        $0.depositedMinor += amount
      }
    }
    // The row that credits a returned payout is no new money: it comes out of transit.
    for (day, amount) in returned {
      change(day) {
        $0.inTransitMinor -= amount
        $0.postedMinor -= amount
      }
    }
    return summed(changes, until: last)
  }

  /// What an account had when the books begin with it, or go on after a hole: the debt and the reserve
  /// that the next settlement brings along, beside what the last one left.
  private var openings: [(day: CalendarDate, availableMinor: Int64, reserveMinor: Int64)] {
    var known = closes.compactMap { close in close.period.map { (close: close, period: $0) } }
    known.sort { $0.period.upperBound < $1.period.upperBound }
    var openings: [(day: CalendarDate, availableMinor: Int64, reserveMinor: Int64)] = []
    for (index, (close, period)) in known.enumerated() {
      let before = index > 0 ? known[index - 1] : nil
      guard before.map({ $0.period.upperBound < period.lowerBound }) ?? true else { continue }
      let left = before.map { (min($0.close.totalMinor, 0), -$0.close.currentReserveMinor) }
      let available = close.carriedInMinor - (left?.0 ?? 0)
      let reserve = close.previousReserveMinor - (left?.1 ?? 0)
      guard available != 0 || reserve != 0 else { continue }
      openings.append((period.lowerBound.day(), available, reserve))
    }
    return openings
  }

  private func summed(
    _ changes: [CalendarDate: ReceivableDay], until last: CalendarDate
  ) -> [ReceivableDay] {
    guard let first = changes.keys.min(), first <= last else { return [] }
    var days: [ReceivableDay] = []
    var balance = ReceivableDay(day: first)
    for number in first.dayNumber...last.dayNumber {
      let day = CalendarDate(dayNumber: number)
      let change = changes[day]
      var next = ReceivableDay(day: day)
      next.availableMinor = balance.availableMinor + (change?.availableMinor ?? 0)
      next.deferredMinor = balance.deferredMinor + (change?.deferredMinor ?? 0)
      next.reserveMinor = balance.reserveMinor + (change?.reserveMinor ?? 0)
      next.inTransitMinor = balance.inTransitMinor + (change?.inTransitMinor ?? 0)
      next.postedMinor = change?.postedMinor ?? 0
      next.depositedMinor = change?.depositedMinor ?? 0
      days.append(next)
      balance = next
    }
    return days
  }
}
