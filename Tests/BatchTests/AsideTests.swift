import Synchronization
import Testing

@testable import Batch

@Suite("A value that is worked out aside")
struct AsideTests {
  private final class Count: Sendable {
    private let made = Mutex(0)
    var value: Int { made.withLock { $0 } }
    func add() { made.withLock { $0 += 1 } }
  }

  @Test(arguments: [1, 2])
  func itIsWorkedOutOnceForAllWhoAsk(workers: Int) throws {
    let count = Count()
    let aside = Aside(workers: workers) {
      count.add()
      return "value"
    }
    #expect(try [aside.value(), aside.value()] == ["value", "value"])
    #expect(count.value == 1)
  }

  @Test(arguments: [1, 2])
  func itsErrorIsThatOfWhoeverAsks(workers: Int) {
    let aside = Aside<Int>(workers: workers) { () throws(BatchError) in
      throw BatchError("it cannot be read")
    }
    for _ in 0..<2 {
      #expect(throws: BatchError.self) { try aside.value() }
    }
  }

  @Test func whoDoesNotAskWaitsForTheThreadAllTheSame() {
    let count = Count()
    _ = Aside(workers: 2) { count.add() }
    #expect(count.value == 1)
  }

  @Test func aloneNothingIsWorkedOutThatNobodyAsksFor() {
    let count = Count()
    _ = Aside(workers: 1) { count.add() }
    #expect(count.value == 0)
  }
}
