import LedgerCore
import LedgerStore
import SellingPartner

/// A stretch of time, its end excluded.
struct Interval: Hashable, Sendable {
  var start: Instant
  var end: Instant

  var seconds: Int64 { end.seconds - start.seconds }

  /// Cut into pieces of at most `days`, oldest first: Amazon fails on long windows.
  func pieces(days: Int64) -> [Interval] {
    var pieces: [Interval] = []
    var start = self.start
    while start < end {
      let end = min(self.end, Instant(seconds: start.seconds + days * 86_400))
      pieces.append(Interval(start: start, end: end))
      start = end
    }
    return pieces
  }
}

/// The stretches of `span` that none of the intervals covers.
func gaps(in span: Interval, coveredBy intervals: [Interval]) -> [Interval] {
  var gaps: [Interval] = []
  var reached = span.start
  for interval in intervals.sorted(by: { $0.start < $1.start }) {
    if interval.start > reached, reached < span.end {
      gaps.append(Interval(start: reached, end: min(interval.start, span.end)))
    }
    reached = max(reached, interval.end)
  }
  if reached < span.end { gaps.append(Interval(start: reached, end: span.end)) }
  return gaps
}

/// Which postings of a store were listed, and when.
///
/// Transactions appear up to 48 hours late, and some much later: a listing proves a posting only if
/// it was made that much after it. What is not proved is listed again.
struct Coverage: Sendable {
  /// A lateness, and how much unproved time must have gathered before it is worth the calls.
  struct Tier {
    let latenessDays: Int64
    let batchDays: Int64
  }

  static let nightly = Tier(latenessDays: 2, batchDays: 0)
  /// Collected again once they are two weeks and a month old.
  static let later = [
    Tier(latenessDays: 14, batchDays: 7), Tier(latenessDays: 30, batchDays: 30),
  ]

  /// In the order in which they were made.
  private var listings: [(window: Interval, madeAt: Instant)] = []
  /// When the transactions of one group were first asked for.
  private var firstByGroup: Instant?

  /// Adds a call of listTransactions that the store was asked; nearly always it is the latest.
  mutating func add(_ delivery: Delivery) {
    guard let request = APIRequest(source: delivery.source) else { return }
    let at = Instant(seconds: delivery.receivedAt)
    guard request["relatedIdentifierName"] == nil else {
      firstByGroup = min(firstByGroup ?? at, at)
      return
    }
    guard let start = request["postedAfter"].flatMap({ Instant($0) }),
      let end = request["postedBefore"].flatMap({ Instant($0) })
    else { return }
    let place = listings.lastIndex { $0.madeAt <= at }.map { $0 + 1 } ?? 0
    listings.insert((Interval(start: start, end: end), at), at: place)
  }

  /// The first posting that any listing asked for.
  var start: Instant? { listings.map(\.window.start).min() }

  /// Up to where postings were asked for without a gap.
  var listedUntil: Instant? {
    guard let start, let end = listings.map(\.window.end).max() else { return nil }
    let span = Interval(start: start, end: end)
    return Batch.gaps(in: span, coveredBy: listings.map(\.window)).first?.start ?? end
  }

  /// When something was first asked for that a listing should have shown before; nothing that was told
  /// earlier can have been missed. Nil where nothing was asked for twice.
  var firstRepetition: Instant? {
    for (place, listing) in listings.enumerated() {
      let isRepeated = listings[..<place].contains {
        $0.window.start < listing.window.end && listing.window.start < $0.window.end
      }
      if isRepeated { return min(listing.madeAt, firstByGroup ?? listing.madeAt) }
    }
    return firstByGroup
  }

  /// Whether a listing made before `knownFrom` should have shown a posting, and did not.
  ///
  /// Nearly always the first one that was made late enough asks for it.
  func missed(_ posted: Instant, before knownFrom: Instant, lateDays: Int64) -> Bool {
    let proving = Instant(seconds: posted.seconds + lateDays * 86_400)
    var (low, high) = (0, listings.count)
    while low < high {
      let middle = (low + high) / 2
      if listings[middle].madeAt < proving { low = middle + 1 } else { high = middle }
    }
    return listings[low...].lazy.prefix { $0.madeAt < knownFrom }.contains {
      $0.window.start <= posted && posted < $0.window.end
    }
  }

  /// How many days after its maturity a sale that Amazon has not released is asked for again.
  ///
  /// A release may change nothing else of a store, so that no news would lead to it. It comes within
  /// about a day of the maturity, hence a few nights in a row; a sale that stays held back costs
  /// these askings, each a listing of all since its posting, and no more: from then on it is listed
  /// with other news only.
  private static let askingDays: [Int64] = [0, 1, 2, 3, 5, 8, 13, 21]

  /// The posting of the first of these sales that was not listed since its maturity, or since the
  /// last of the days after it on which it is asked for again; nil where none is due.
  ///
  /// One that no listing has told of is left to what has: the groups.
  func oldestDue(_ deferrals: [MaturedDeferral], on now: Instant) -> Instant? {
    deferrals.first { deferral in
      let asking = Self.askingDays.map { deferral.maturedAt.seconds + $0 * 86_400 }
        .last { $0 <= now.seconds }
      // On most nights one of the last listings has the sale.
      let listed = listings.last {
        $0.window.start <= deferral.postedAt && deferral.postedAt < $0.window.end
      }
      guard let asking, let listed else { return false }
      return listed.madeAt.seconds < asking
    }?.postedAt
  }

  /// The stretches of `start..<end` that are not proved at the tier's lateness.
  ///
  /// - Parameter again: from when on nothing counts as proved.
  func gaps(
    from start: Instant, to end: Instant, _ tier: Tier, again: Instant? = nil
  ) -> [Interval] {
    let lateness = tier.latenessDays * 86_400
    let proved = listings.compactMap { listing -> Interval? in
      let end = min(
        listing.window.end, Instant(seconds: listing.madeAt.seconds - lateness),
        again ?? listing.window.end)
      return listing.window.start < end
        ? Interval(start: listing.window.start, end: end) : nil
    }
    let gaps = Batch.gaps(in: Interval(start: start, end: end), coveredBy: proved)
    let worth = gaps.reduce(0) { $0 + $1.seconds } >= tier.batchDays * 86_400
    return worth ? gaps : []
  }
}
