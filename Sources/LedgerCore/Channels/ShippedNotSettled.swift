/// Finds orders at Amazon whose money should be in a settlement by now and is in none: one finding
/// for an account and cause, so that a hundred orders are one thing to look at.
///
/// What a closed period without its settlement explains is no such order: that period is told.
package struct ShippedNotSettled {
  private struct Place: Hashable {
    let store, accountType: String
    let currency: Currency
    let isHeldBack: Bool

    var texts: [String] { [store, currency.code, accountType, isHeldBack ? "held" : "released"] }
  }

  private struct Waiting {
    let order: ByteString
    let dueOn: CalendarDate
    let minor: Int64
  }

  /// Sales due before this day are overdue.
  private let limit: CalendarDate
  private let graceDays: Int32
  private var found: [Place: [Waiting]] = [:]

  /// - Parameter today: the day on which Amazon was asked last.
  package init(graceDays: Int, today: CalendarDate) {
    self.graceDays = Int32(graceDays)
    limit = CalendarDate(dayNumber: today.dayNumber - Int32(graceDays))
  }

  /// Money due before this day is told.
  package var firstDayNotTold: CalendarDate { limit }

  /// - Parameters:
  ///   - lastEnd: when the last settlement of the order's account ended; nil without one.
  ///   - askedOn: the day on which Amazon was asked last for the order's store; nil for today.
  package mutating func add(_ order: AmazonOrder, lastEnd: Instant?, askedOn: CalendarDate? = nil) {
    let asked = askedOn.map { CalendarDate(dayNumber: $0.dayNumber - graceDays) } ?? limit
    let limit = min(asked, limit)
    for claim in order.open where claim.totalMinor > 0 && isOverdue(claim, lastEnd, limit) {
      let place = Place(
        store: order.store, accountType: order.accountType, currency: order.currency,
        isHeldBack: claim.isHeldBack)
      found[place, default: []].append(
        Waiting(order: order.id, dueOn: claim.dueOn, minor: claim.totalMinor))
    }
  }

  /// Held back beyond its maturity; or released, in no event group, and settlements have been closed
  /// since.
  private func isOverdue(
    _ claim: OrderClaim, _ lastEnd: Instant?, _ limit: CalendarDate
  ) -> Bool {
    if claim.isHeldBack { return claim.maturesOn.map { $0 < limit } ?? false }
    guard !claim.isPlaced, claim.dueOn < limit, let lastEnd else { return false }
    return claim.dueOn.dayNumber + graceDays < lastEnd.day().dayNumber
  }

  package var findings: [Finding] {
    found.sorted { $0.key.texts.lexicographicallyPrecedes($1.key.texts) }
      .compactMap { place, waiting in
        let waiting = waiting.sorted { ($0.dueOn, $0.order) < ($1.dueOn, $1.order) }
        guard let first = waiting.first else { return nil }
        let shown = waiting.prefix(3).map(\.order.text).joined(separator: ", ")
        let more = waiting.count > 3 ? " and \(waiting.count - 3) more" : ""
        let cause =
          place.isHeldBack
          ? "Amazon still holds back" : "no event group and no settlement has"
        return Finding(
          kind: .shippedNotSettled, opened: first.dueOn.description, store: place.store,
          settlementID: "",
          amount: Money(
            minorUnits: waiting.reduce(0) { $0 + $1.minor }, place.currency),
          currency: place.currency.code,
          what: "\(cause) \(waiting.count) \(waiting.count == 1 ? "sale" : "sales") due for payment"
            + " since \(first.dueOn): \(shown)\(more)",
          place: "\(place.accountType) \(place.currency)\(place.isHeldBack ? ", held back" : "")",
          whatToDo: "acorn report orders --state shipped lists them; ask Amazon why they are not"
            + " paid")
      }
  }
}
