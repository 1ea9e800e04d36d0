import LedgerCore
import LedgerStore
import SellingPartner
import TestSupport
import Testing

@testable import Batch

private func hour(_ number: Int) -> Instant {
  Instant(seconds: 1_770_000_000 + Int64(number) * 3600)
}

private func listing(_ start: Int, _ end: Int, at made: Int, store: String = "NA1") -> Delivery {
  let request = APIRequest(
    .listTransactions, ["postedAfter": "\(hour(start))", "postedBefore": "\(hour(end))"])
  return Delivery(
    sha256: "", byteCount: 0, kind: .answer, source: request.source, store: store,
    receivedAt: hour(made).seconds)
}

@Suite struct CoverageTests {
  /// Of NA1.
  private func coverage(of deliveries: [Delivery]) -> Coverage {
    AskedLog(deliveries).of("NA1").coverage
  }

  private func hours(_ gaps: [Interval]) -> Set<Int> {
    Set(
      gaps.flatMap { gap in
        stride(from: gap.start.seconds, to: gap.end.seconds, by: 3600).map {
          Int(($0 - hour(0).seconds) / 3600)
        }
      })
  }

  @Test func aListingProvesAPostingTwoDaysLater() {
    let coverage = self.coverage(of: [listing(0, 100, at: 100)])
    let gaps = coverage.gaps(from: hour(0), to: hour(120), Coverage.nightly)
    #expect(gaps == [Interval(start: hour(52), end: hour(120))])
    #expect(coverage.start == hour(0))
  }

  @Test func otherListingsProveNothing() {
    let request = APIRequest(
      .listTransactions,
      ["relatedIdentifierName": "FINANCIAL_EVENT_GROUP_ID", "relatedIdentifierValue": "g"])
    let ofGroup = Delivery(
      sha256: "", byteCount: 0, kind: .answer, source: request.source, store: "NA1",
      receivedAt: hour(999).seconds)
    let coverage = self.coverage(of: [ofGroup, listing(0, 9, at: 999, store: "EU1")])
    #expect(coverage.start == nil)
    #expect(coverage.gaps(from: hour(0), to: hour(9), Coverage.nightly).count == 1)
  }

  @Test func whatIsNotWorthTheCallsYetWaits() {
    let tier = Coverage.Tier(latenessDays: 14, batchDays: 7)
    let coverage = self.coverage(of: [listing(0, 400, at: 24 * 20)])
    #expect(coverage.gaps(from: hour(0), to: hour(24 * 12), tier) == [], "six days unproved")
    #expect(
      coverage.gaps(from: hour(0), to: hour(24 * 13), tier)
        == [Interval(start: hour(24 * 6), end: hour(24 * 13))])
  }

  @Test func nothingWasMissedBeforeSomethingWasAskedForTwice() {
    var missed = 0
    for seed in UInt64(1)...300 {
      var random = SplitMix64(seed: seed)
      func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
      let listings = (0..<number(1...5)).map { _ in
        let start = number(0...150)
        return (start: start, end: start + number(1...80), made: number(0...400))
      }
      let coverage = self.coverage(
        of: listings.map { listing($0.start, $0.end, at: $0.made) })
      for teller in listings {
        for posted in teller.start..<teller.end
        where coverage.missed(hour(posted), before: hour(teller.made), lateDays: 3) {
          missed += 1
          let first = coverage.firstRepetition
          #expect(first.map { $0 <= hour(teller.made) } ?? false, "seed \(seed)")
        }
      }
    }
    #expect(missed > 1000)
  }

  /// Against all listings, one by one.
  @Test func whatWasMissedIsWhatAnyListingShouldHaveShown() {
    var missed = 0
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
      let listings = (0..<number(0...8)).map { _ in
        let start = number(0...150)
        return (start: start, end: start + number(1...80), made: number(0...20) * 20)
      }
      let coverage = self.coverage(
        of: listings.map { listing($0.start, $0.end, at: $0.made) })
      for posted in stride(from: 0, to: 230, by: 3) {
        let known = number(0...420)
        let isMissed = listings.contains {
          $0.start <= posted && posted < $0.end && $0.made < known && $0.made >= posted + 72
        }
        let told = coverage.missed(hour(posted), before: hour(known), lateDays: 3)
        #expect(told == isMissed, "seed \(seed), posted \(posted), known \(known)")
        if isMissed { missed += 1 }
      }
    }
    #expect(missed > 1000)
  }

  /// Against a model that looks at each hour alone.
  @Test func gapsAreExactlyTheHoursThatNoListingProves() {
    for seed in UInt64(1)...500 {
      var random = SplitMix64(seed: seed)
      func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
      let listings = (0..<number(0...6)).map { _ in
        let start = number(0...150)
        return (start: start, end: start + number(0...80), made: number(0...260))
      }
      let coverage = self.coverage(
        of: listings.map { listing($0.start, $0.end, at: $0.made) })
      let (from, to) = (number(0...120), number(0...250))
      let gaps = coverage.gaps(from: hour(from), to: hour(to), Coverage.nightly)
      let unproved = Set(
        (from..<max(from, to)).filter { hour in
          !listings.contains { $0.start <= hour && hour < min($0.end, $0.made - 48) }
        })
      #expect(hours(gaps) == unproved, "seed \(seed)")
      #expect(gaps.allSatisfy { $0.start < $0.end }, "seed \(seed)")
      for (gap, next) in zip(gaps, gaps.dropFirst()) {
        #expect(gap.end < next.start, "seed \(seed)")
      }
    }
  }

  @Test func piecesCoverAWindowWithoutAGapOrAnOverlap() {
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      let window = Interval(
        start: hour(0), end: hour(Int.random(in: 0...2000, using: &random)))
      let pieces = window.pieces(days: 7)
      #expect(pieces.reduce(0) { $0 + $1.seconds } == window.seconds, "seed \(seed)")
      #expect(pieces.allSatisfy { $0.seconds <= 7 * 86_400 && $0.seconds > 0 }, "seed \(seed)")
      for (piece, next) in zip(pieces, pieces.dropFirst()) {
        #expect(piece.end == next.start, "seed \(seed)")
      }
    }
  }
}
