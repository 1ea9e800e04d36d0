import Batch
import Glibc
import LedgerCore
import LedgerStore
import SellingPartner
import SellingPartnerHTTP
import Synchronization
import TestSupport
import Testing

func setMode(_ path: String, _ mode: mode_t) { precondition(chmod(path, mode) == 0) }

@Suite struct SyncDocumentTests {
  private let sound = gzipped(SmallWorld.files["EU1_90200000014.txt"]!)

  /// A store with one document, whose storage answers as told, the last answer again and again.
  private func amazon(_ answers: [FakeAnswer]) -> FakeAmazon {
    let count = Mutex(0)
    let remaining = answers
    return FakeAmazon([SyncWorld.amazon[1]], now: SyncWorld.now) { call, _ in
      guard call.operation == "document" else { return nil }
      let number = count.withLock { count in
        count += 1
        return count - 1
      }
      return remaining[min(number, remaining.count - 1)]
    }
  }

  private func fetches(_ amazon: FakeAmazon) -> Int {
    amazon.calls.filter { $0.operation == "document" }.count
  }

  @Test func aDocumentThatWasCutIsFetchedAgain() throws {
    let amazon = amazon([FakeAnswer(body: sound.dropLast(9)), FakeAnswer(body: sound)])
    let home = SyncWorld.home(["EU1"])
    let outcome = try home.sync(amazon.transport())
    #expect(outcome.isComplete)
    #expect(fetches(amazon) == 2)
    #expect(
      amazon.counts(of: "EU1")["getReportDocument"] == 2, "each address is good for five minutes")
    let delivery = try #require(try home.deliveries(.settlement).first)
    #expect(delivery.byteCount == sound.count)
    #expect(delivery.publishedAt == Instant("2026-03-18T12:00:00Z")?.seconds)
  }

  @Test func theSameDamagedBytesTwiceAreAmazonsOwnAndAreRefusedByTheBooks() throws {
    let damaged = Array(sound.dropLast(9))
    let amazon = amazon([FakeAnswer(body: damaged)])
    let home = SyncWorld.home(["EU1"])
    let outcome = try home.sync(amazon.transport())
    #expect(outcome.exitStatus == 3)
    #expect(fetches(amazon) == 2)
    let delivery = try #require(try home.deliveries(.settlement).first)
    try home.with { books throws in
      #expect(fileBytes(books.archive.path(of: delivery.sha256)) == damaged)
      #expect(try books.ledger.refusedDocuments().count == 1)
    }
    let again = try home.sync(amazon.transport())
    #expect(again.exitStatus == 3)
    #expect(fetches(amazon) == 2, "it is held, and not fetched every night")
  }

  @Test func aRefusedDocumentIsNotTakenForTheSettlementOfItsReportsNumber() throws {
    var store = SyncWorld.amazon[1]
    store.records[.getReports] = [SyncWorld.report("123456789012", created: "2026-03-18T12:00:00Z")]
    store.documents = ["doc-123456789012": Array("<html>sorry</html>".utf8)]
    let home = SyncWorld.home(["EU1"])
    try home.sync(FakeAmazon([store], now: SyncWorld.now).transport())
    try home.with { books throws in
      #expect(try books.ledger.refusedDocuments().map(\.settlementID) == [nil])
    }
  }

  @Test(arguments: ["<html>sorry</html>", "{\"message\": \"Forbidden\"}", " "])
  func whatIsNoSettlementFileIsFetchedAgain(text: String) throws {
    let amazon = amazon([
      FakeAnswer(text: text), FakeAnswer(body: gzipped(Array(text.utf8))), FakeAnswer(body: sound),
    ])
    let home = SyncWorld.home(["EU1"])
    #expect(try home.sync(amazon.transport()).isComplete)
    #expect(fetches(amazon) == 3)
    #expect(try home.deliveries(.settlement).map(\.byteCount) == [sound.count])
  }

  @Test func aBombIsNotUnpackedToItsEnd() throws {
    let header = Array("settlement-id\tsettlement-start-date\n".utf8)
    let bomb = gzipped(header + [UInt8](repeating: 10, count: 80 << 20), level: 9)
    let amazon = amazon([FakeAnswer(body: bomb), FakeAnswer(body: sound)])
    let home = SyncWorld.home(["EU1"])
    #expect(try home.sync(amazon.transport()).isComplete)
    #expect(fetches(amazon) == 2)
  }

  @Test(arguments: [
    FakeAnswer(403, text: "<Error><Code>AccessDenied</Code></Error>"),
    FakeAnswer.redirect(to: "https://example.com/steal"), FakeAnswer(500, text: ""),
  ])
  func aStorageThatGivesNothingIsToldAndTriedInTheNextRun(answer: FakeAnswer) throws {
    let amazon = amazon([answer, answer, answer, answer, FakeAnswer(body: sound)])
    let home = SyncWorld.home(["EU1"])
    let outcome = try home.sync(amazon.transport())
    #expect(outcome.exitStatus == 4)
    #expect(outcome.stores.first?.failures.count == 1)
    #expect(try home.deliveries(.settlement) == [])
    #expect(try home.sync(amazon.transport()).isComplete)
    #expect(try home.rows(.settlements).count == 1)
  }

  @Test func anAddressOutsideAmazonsStorageIsNotCalled() throws {
    let amazon = FakeAmazon(
      [SyncWorld.amazon[1]], now: SyncWorld.now, storage: "https://example.com")
    let home = SyncWorld.home(["EU1"])
    let outcome = try home.sync(amazon.transport())
    #expect(outcome.exitStatus == 4)
    #expect(fetches(amazon) == 0)
    #expect(outcome.stores.first?.failures.first?.contains("(example.com)") == true)
  }
}

/// The same over sockets and libcurl.
@Suite struct SyncOverHTTPTests {
  /// A server that is Amazon, whose documents are at its own address.
  private func serve(
    _ stores: [FakeAmazon.Store],
    tamper: @escaping @Sendable (FakeAmazon.Call, Int) -> FakeAnswer? = { _, _ in nil }
  ) -> (server: FakeHTTPServer, amazon: () -> FakeAmazon) {
    final class Place: Sendable { let amazon = Mutex<FakeAmazon?>(nil) }
    let place = Place()
    let server = FakeHTTPServer { request in
      place.amazon.withLock { $0 }?.answer(request) ?? FakeAnswer(503, text: "")
    }
    let amazon = FakeAmazon(
      stores, now: SyncWorld.now, storage: String(server.url("").dropLast(0)), tamper: tamper)
    place.amazon.withLock { $0 = amazon }
    return (server, { amazon })
  }

  private func home(_ server: FakeHTTPServer, _ stores: [String]) -> TestHome {
    let url = server.url("")
    return SyncWorld.home(stores, endpoints: Endpoints(api: url, token: url, rateScale: 1000))
  }

  private let transport = CurlTransport(allowsPlainHTTP: true)

  @Test func aWholeRunOverTheNetworkGivesTheSameBooks() throws {
    let (server, amazon) = serve(SyncWorld.amazon)
    let home = home(server, ["NA1", "EU1"])
    let outcome = try home.sync(transport)
    #expect(outcome.isComplete)
    #expect(amazon().violations == [])
    let scripted = SyncWorld.home()
    try scripted.sync(FakeAmazon(SyncWorld.amazon, now: SyncWorld.now).transport())
    #expect(try home.content() == scripted.content())
  }

  @Test func noTokenFollowsARedirectToAnotherHost() throws {
    let thief = FakeHTTPServer { _ in FakeAnswer(text: "thanks") }
    let (server, amazon) = serve([SyncWorld.amazon[1]]) { call, number in
      ["getReports", "document"].contains(call.operation)
        ? .redirect(to: thief.url("/steal"), status: 307) : nil
    }
    let home = home(server, ["EU1"])
    let outcome = try home.sync(transport)
    #expect(outcome.exitStatus == 4)
    #expect(amazon().calls.contains { $0.operation == "getReports" })
    #expect(thief.requests == [])
    #expect(try home.deliveries(.settlement) == [])
  }

  @Test func aDownloadThatIsCutIsFetchedAgain() throws {
    let cut = Mutex(false)
    let (server, amazon) = serve([SyncWorld.amazon[1]]) { call, _ in
      guard call.operation == "document" else { return nil }
      let isFirst = cut.withLock { cut in
        defer { cut = true }
        return !cut
      }
      return isFirst
        ? FakeAnswer(body: [UInt8](repeating: 7, count: 100), manner: .lengthOff(by: 50)) : nil
    }
    let outcome = try home(server, ["EU1"]).sync(transport)
    #expect(outcome.isComplete)
    #expect(amazon().calls.filter { $0.operation == "document" }.count == 2)
  }
}
