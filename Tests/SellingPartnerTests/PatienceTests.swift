import SellingPartner
import TestSupport
import Testing

@Suite struct TokenBucketTests {
  @Test func aBurstIsFreeAndThenTheRateCounts() {
    var bucket = TokenBucket(Quota(rate: 0.5, burst: 3), at: 10)
    #expect((0..<5).map { _ in bucket.take(at: 10) } == [0, 0, 0, 2, 4])
    #expect(bucket.take(at: 16) == 0, "six seconds later three calls have come back")
    #expect(bucket.take(at: 16) == 2)
  }

  @Test func aPauseFillsTheBurstAndNoMore() {
    var bucket = TokenBucket(Quota(rate: 1, burst: 2), at: 0)
    for _ in 0..<2 { _ = bucket.take(at: 0) }
    #expect((0..<3).map { _ in bucket.take(at: 1e6) } == [0, 0, 1])
  }

  @Test func aTestServersQuotasAreScaled() {
    var bucket = TokenBucket(Quota(rate: 0.5, burst: 1), scale: 100, at: 0)
    #expect([bucket.take(at: 0), bucket.take(at: 0)] == [0, 0.02])
  }

  @Test func theRateThatAnAnswerStatesIsBelieved() {
    var bucket = TokenBucket(Quota(rate: 0.5, burst: 1), at: 0)
    bucket.correct(rate: 2)
    #expect([bucket.take(at: 0), bucket.take(at: 0)] == [0, 0.5])
  }

  @Test(arguments: [0, -1, .nan, .infinity, -.infinity] as [Double])
  func aRateThatIsNoneIsNotBelieved(rate: Double) {
    var bucket = TokenBucket(Quota(rate: 0.5, burst: 1), at: 0)
    bucket.correct(rate: rate)
    #expect(bucket.rate == 0.5)
  }

  @Test func aRateNextToNothingDoesNotStopARunForYears() {
    var bucket = TokenBucket(Quota(rate: 0.5, burst: 1), at: 0)
    bucket.correct(rate: 1e-300)
    #expect([bucket.take(at: 0), bucket.take(at: 0)] == [0, 1000])
  }

  @Test func aRefusalForTooManyCallsDrainsTheBucket() {
    var bucket = TokenBucket(Quota(rate: 0.5, burst: 30), at: 0)
    _ = bucket.take(at: 0)
    bucket.drain()
    #expect(bucket.take(at: 0) == 2)
    bucket.drain()
    #expect(bucket.take(at: 0) == 4, "what is owed is not forgotten")
  }

  @Test func aClockThatGoesBackCostsNothing() {
    var bucket = TokenBucket(Quota(rate: 1, burst: 1), at: 100)
    #expect(bucket.take(at: 100) == 0)
    #expect(bucket.take(at: 50) == 1)
  }

  /// However calls come, no stretch of time has more of them than Amazon allows.
  @Test func noStretchOfTimeHasMoreCallsThanTheQuota() {
    for seed in UInt64(1)...100 {
      var random = SplitMix64(seed: seed)
      let (rate, burst) = (random.pick([0.0167, 0.5, 2]), random.pick([1.0, 10, 15]))
      var bucket = TokenBucket(Quota(rate: rate, burst: burst), at: 0)
      var now = 0.0
      var calls: [Double] = []
      for _ in 0..<60 {
        now += random.once(in: 4) ? Double.random(in: 0...30, using: &random) : 0
        now += bucket.take(at: now)
        calls.append(now)
      }
      for first in calls.indices {
        for last in first..<calls.count {
          let allowed = burst + (calls[last] - calls[first]) * rate + 1e-6
          #expect(Double(last - first + 1) <= allowed, "seed \(seed)")
        }
      }
    }
  }
}

@Suite struct PatienceTests {
  private func steps(
    of operation: SellingPartner.Operation = .getReports, rate: Double = 1, jitter: Double = 1,
    _ outcomes: Patience.Outcome...
  ) -> [Patience.Step] {
    var patience = Patience(operation, rate: rate)
    return outcomes.map { patience.step(after: $0, jitter: jitter) }
  }

  @Test func aGoodAnswerIsTheEnd() {
    #expect(steps(.answered(status: 200)) == [.done])
  }

  @Test(arguments: [429, 500, 502, 503, 504, 301, 302, 307])
  func passingTroubleIsTriedAgain(status: Int) {
    #expect(steps(.answered(status: status)) == [.retry(after: 1)])
  }

  @Test(arguments: [400, 401, 405, 409, 415, 201, 202, 204, 100, 501, 999])
  func whatNoSecondTryMendsIsRefused(status: Int) {
    #expect(steps(.answered(status: status)) == [.giveUp(.refused, "answer \(status)")])
  }

  @Test func anAnswerThatIsTooLargeIsSaidSo() {
    #expect(steps(.answered(status: 413)) == [.giveUp(.tooLarge, "the answer is too large (413)")])
  }

  @Test func accessDeniedIsTriedOnceWithAFreshToken() {
    let denied = Patience.Outcome.answered(status: 403)
    #expect(steps(denied, .answered(status: 200)) == [.refreshToken, .done])
    #expect(
      steps(denied, denied)
        == [.refreshToken, .giveUp(.unauthorized, "access is denied (403) with a fresh token")])
  }

  @Test func aRunGoesOnWithoutWhatAmazonDoesNotOffer() {
    let denied = Patience.Outcome.answered(status: 403)
    #expect(
      steps(of: .listPayouts, denied, denied)
        == [.refreshToken, .giveUp(.notOffered, "not offered here (403)")])
    #expect(
      steps(of: .listBalances, .answered(status: 404))
        == [.giveUp(.notOffered, "not offered here (404)")])
    #expect(steps(.answered(status: 404)) == [.giveUp(.refused, "answer 404")])
  }

  @Test func sixTriesAreEnough() {
    let busy = Patience.Outcome.answered(status: 503)
    let taken = steps(busy, busy, busy, busy, busy, busy)
    #expect(taken.dropLast() == [1, 2, 4, 8, 16].map { .retry(after: $0) })
    #expect(taken.last == .giveUp(.unavailable, "answer 503, 6 times in a row"))
  }

  @Test func aPauseIsAShareOfItsLongestBetweenNothingAndAll() {
    let busy = Patience.Outcome.answered(status: 429)
    #expect(steps(jitter: 0, busy, busy) == [.retry(after: 0), .retry(after: 0)])
    #expect(steps(rate: 0.5, jitter: 0.25, busy, busy) == [.retry(after: 0.5), .retry(after: 1)])
  }

  @Test func noPauseIsLongerThanFiveMinutes() {
    let busy = Patience.Outcome.answered(status: 429)
    #expect(
      steps(rate: 0.0167, jitter: 1, busy, busy, busy, busy).last == .retry(after: 300))
  }

  @Test func anAnswerThatIsNoneIsTriedAgain() {
    #expect(steps(.unusable("no page")) == [.retry(after: 1)])
    #expect(steps(.failed(reason: "cut", isWorthARetry: true)) == [.retry(after: 1)])
    #expect(
      steps(.failed(reason: "tls", isWorthARetry: false)) == [.giveUp(.unavailable, "tls")])
  }
}
