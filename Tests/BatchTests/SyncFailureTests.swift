import Batch
import LedgerCore
import LedgerStore
import SellingPartner
import TestSupport
import Testing

@Suite struct SyncFailureTests {
  private func undisturbed() throws -> (content: String, calls: Int) {
    let transport = FakeAmazon([SyncWorld.amazon[0]], now: SyncWorld.now).transport()
    let home = SyncWorld.home(["NA1"])
    try home.sync(transport)
    return (try home.content(), transport.requests.count)
  }

  /// Every call fails in turn, alone or with all that follow; then the network is good again.
  @Test(arguments: [false, true])
  func aRunThatFailsAtAnyCallIsContinuedByTheNext(forGood: Bool) throws {
    let (content, calls) = try undisturbed()
    var failed = 0
    for number in 0... {
      let amazon = FakeAmazon([SyncWorld.amazon[0]], now: SyncWorld.now)
      let home = SyncWorld.home(["NA1"])
      let disturbed = amazon.transport { $0 == number || (forGood && $0 > number) }
      let outcome = try home.sync(disturbed)
      guard disturbed.requests.count > number else { break }
      if outcome.exitStatus == 4 { failed += 1 }
      let good = try home.sync(amazon.transport())
      #expect(good.stores.map(\.failures) == [[]], "call \(number)")
      #expect(try home.content() == content, "call \(number)")
      #expect(amazon.violations == [])
    }
    #expect(failed > calls / 2)
  }

  @Test func aLongHistoryIsListedWithoutAHoleThoughItsSecondPartFails() throws {
    var store = SyncWorld.amazon[0]
    store.records[.listFinancialEventGroups]?.insert(
      SyncWorld.group(
        "G0", from: "2025-12-20T20:00:00Z", to: "2026-01-03T20:00:00Z", 5, "USD"), at: 0)
    store.records[.listTransactions]?.append(
      SyncWorld.transaction(
        "old", 5, "USD", store: "NA1", on: "2025-12-28T20:00:00Z", group: "G0"))
    let home = SyncWorld.home(["NA1"])
    let amazon = FakeAmazon([store], now: SyncWorld.now)
    let broken = FakeAmazon([store], now: SyncWorld.now) { call, number in
      let isSecond = call.request.query["FinancialEventGroupStartedAfter"].map { $0 > "2025-08" }
      return isSecond ?? false ? .json("{}", status: 400) : nil
    }
    let outcome = try home.sync(SyncWorld.setup(broken.transport(), since: "2025-05-01"))
    #expect(outcome.exitStatus == 4)
    try home.sync(amazon.transport())
    try home.with { books throws in
      #expect(try books.ledger.groups(of: "NA1").map(\.id) == ["G0", "G1", "G2", "G3"])
      #expect(try books.ledger.transactionTotals(of: "NA1")["G0"] == 5)
    }
  }

  @Test func oneStoresFailureStopsNoOther() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now) { call, _ in
      call.store == "NA1" && call.operation != "token" ? .json("{}", status: 400) : nil
    }
    let home = SyncWorld.home()
    let outcome = try home.sync(amazon.transport())
    #expect(outcome.exitStatus == 4)
    #expect(outcome.stores.map(\.failures.isEmpty) == [false, true])
    #expect(outcome.stores.map(\.documents) == [0, 1])
    #expect(try home.rows(.settlements).map { $0["store"] } == ["EU1"])
  }

  @Test func aRevokedTokenOfOneStoreIsToldAndStopsNoOther() throws {
    let home = SyncWorld.home()
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    amazon.change { $0[0].refreshToken = "another" }
    let outcome = try home.sync(amazon.transport())
    #expect(outcome.stores.map(\.failures.isEmpty) == [false, true])
    #expect(outcome.stores[0].failures.first?.hasPrefix("token: refused: invalid_grant") == true)
    #expect(amazon.counts(of: "").keys.sorted() == ["token"])
  }

  @Test func anAnswerOfOddShapeStopsNeitherThisRunNorALaterOne() throws {
    var store = SyncWorld.amazon[0]
    store.records[.listTransactions]?.append(
      SyncWorld.transaction(
        "odd", 1, "USD", store: "NA1", on: "2026-03-08T10:00:00Z",
        more: "\"description\": {\"text\": 5},"))
    let amazon = FakeAmazon([store], now: SyncWorld.now)
    let home = SyncWorld.home(["NA1"])
    for _ in 0..<2 {
      #expect(try home.sync(amazon.transport()).isComplete)
    }
    try home.with { books throws in
      #expect(try books.ledger.unknownParts().map(\.part) == ["transaction of another shape"])
    }
  }

  @Test func nightsWithADayOffMissNothing() throws {
    var store = SyncWorld.amazon[0]
    // A group of a week that begins and is paid while nobody asks.
    store.records[.listFinancialEventGroups]?.append(
      SyncWorld.group("G9", from: "2026-03-17T00:00:00Z", to: "2026-03-19T00:00:00Z", 0, "CAD"))
    store.records[.listFinancialEventGroups]?.removeAll { $0.json.contains("\"G2\"") }
    store.records[.listTransactions]?.removeAll { $0.key == "G2" || $0.key.isEmpty }
    let amazon = FakeAmazon([store], now: "2026-03-16T04:00:00Z")
    let home = SyncWorld.home(["NA1"])
    try home.sync(amazon.transport(), at: "2026-03-16T04:00:00Z")
    amazon.setNow(SyncWorld.now)
    try home.sync(amazon.transport())
    try home.with { books throws in
      #expect(try books.ledger.groups(of: "NA1").map(\.id) == ["G1", "G9", "G3"])
    }
  }
}

@Suite struct SyncSecretTests {
  @Test func aSecretThatOthersCanReadIsRefused() throws {
    let home = SyncWorld.home(["NA1"])
    home.configuration.stores[0].refreshToken = .file("secrets/NA1")
    let path = home.folder.write("home/secrets/NA1", "Atzr|CANARY-NA1\n")
    let amazon = FakeAmazon([SyncWorld.amazon[0]], now: SyncWorld.now)
    setMode(path, 0o644)
    let error = #expect(throws: BatchError.self) { try home.sync(amazon.transport()) }
    #expect(error?.description.contains("chmod 600") == true)
    #expect(error?.description.contains("CANARY") == false)
    #expect(amazon.calls == [])
    setMode(path, 0o600)
    #expect(try home.sync(amazon.transport()).isComplete)
  }

  @Test func oneStoresMissingSecretStopsNoOther() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let home = SyncWorld.home()
    var environment = SyncWorld.secrets
    environment["NA1"] = nil
    let outcome = try home.sync(SyncWorld.setup(amazon.transport(), environment: environment))
    #expect(outcome.exitStatus == 4)
    let failures = Dictionary(uniqueKeysWithValues: outcome.stores.map { ($0.id, $0.failures) })
    #expect(
      failures == [
        "EU1": [], "NA1": ["refresh_token of NA1: the environment variable NA1 is not set"],
      ])
  }

  @Test(arguments: ["CLIENT", "SECRET"]) func withoutTheAppsSecretsNothingIsAsked(name: String)
    throws
  {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    var environment = SyncWorld.secrets
    environment[name] = nil
    let setup = SyncWorld.setup(amazon.transport(), environment: environment)
    #expect(throws: BatchError.self) { try SyncWorld.home().sync(setup) }
    #expect(amazon.calls == [])
  }

  @Test func noSecretIsInAnyFileOfTheHomeOrInTheOutcome() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now) { call, number in
      switch number % 7 {
      case 3: .json("{\"echo\": \"\(call.request["x-amz-access-token"] ?? "")\"}", status: 500)
      case 5: .json("{\"errors\": [{\"code\": \"X\", \"message\": \"later\"}]}", status: 400)
      default: nil
      }
    }
    let home = SyncWorld.home()
    var texts: [String] = []
    for _ in 0..<3 { texts.append("\(try home.sync(amazon.transport()))") }
    for file in try filesBelow(home.path) {
      texts.append(String(decoding: fileBytes(file), as: UTF8.self))
    }
    #expect(texts.count > 20)
    for text in texts { #expect(!text.contains("CANARY")) }
  }

  private func filesBelow(_ folder: String) throws -> [String] {
    try names(in: folder, withHidden: true).flatMap { name in
      let path = "\(folder)/\(name)"
      return names(in: path, withHidden: true).isEmpty && contents(ofFile: path) != nil
        ? [path] : try filesBelow(path)
    }
  }
}
