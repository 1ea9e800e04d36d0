import Batch
import LedgerCore
import LedgerStore
import SellingPartner
import TestSupport

/// Two stores at Amazon whose settlements are those of `SmallWorld`, and homes that sync with them.
enum SyncWorld {
  static let now = "2026-04-01T08:00:00Z"
  static let secrets = [
    "CLIENT": "CANARY-CLIENT", "SECRET": "CANARY-SECRET", "NA1": "Atzr|CANARY-NA1",
    "EU1": "Atzr|CANARY-EU1",
  ]

  /// A home of these stores, whose secrets are in the environment.
  static func home(_ stores: [String] = ["NA1", "EU1"], endpoints: Endpoints = .amazon) -> TestHome
  {
    var configuration = SmallWorld.configuration
    configuration.lwa = Configuration.Application(
      clientID: .environment("CLIENT"), clientSecret: .environment("SECRET"))
    configuration.endpoints = endpoints
    configuration.stores = configuration.stores.filter { stores.contains($0.id) }
    for index in configuration.stores.indices {
      let id = configuration.stores[index].id
      configuration.stores[index].sellerID = "A\(id)"
      configuration.stores[index].region = id == "NA1" ? .na : .eu
      configuration.stores[index].refreshToken = .environment(id)
    }
    return TestHome(configuration, master: [.catalog: SmallWorld.catalog])
  }

  static func setup(
    _ transport: any HTTPTransport, since: String? = nil, stores: Set<String> = [],
    environment: [String: String] = secrets
  ) -> SyncSetup {
    SyncSetup(
      transport: transport, pace: FakeTime().pace(random: 0), environment: { environment[$0] },
      since: since.flatMap { Instant($0) }, stores: stores)
  }

  static var amazon: [FakeAmazon.Store] { [northAmerica, europe] }

  // MARK: - Stores

  private static var northAmerica: FakeAmazon.Store {
    let first = SmallWorld.settlement(
      "90100000011", "USD", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z"
    ).totalMinor
    let second = SmallWorld.settlement(
      "90100000012", "USD", from: "2026-03-15T20:00:00Z", to: "2026-03-29T20:00:00Z"
    ).totalMinor
    var store = FakeAmazon.Store("NA1", refreshToken: secrets["NA1"]!)
    general(&store, "USD", "ATVPDKIKX0DER")
    store.records[.listFinancialEventGroups] = [
      group("G1", from: "2026-03-01T20:00:00Z", 777, "USD", until: "2026-03-15T20:00:00Z"),
      group("G1", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z", first, "USD"),
      group("G2", from: "2026-03-15T20:00:00Z", 888, "USD", until: "2026-03-29T20:00:00Z"),
      group("G2", from: "2026-03-15T20:00:00Z", to: "2026-03-29T20:00:00Z", second, "USD"),
      group("G3", from: "2026-03-29T20:00:00Z", nil, "USD"),
    ]
    func sale(
      _ id: String, _ minorUnits: Int64, _ posted: String, _ group: String?,
      _ status: Transaction.Status = .released, from: String? = nil, until: String? = nil
    ) -> FakeAmazon.Record {
      transaction(
        id, minorUnits, "USD", store: "NA1", on: posted, group: group, status: status,
        knownFrom: from, until: until)
    }
    store.records[.listTransactions] = [
      sale("a", first - 500, "2026-03-05T10:00:00Z", "G1"),
      // Told two days late.
      sale("b", 500, "2026-03-10T10:00:00Z", "G1", from: "2026-03-12T03:00:00Z"),
      sale("c", second - 700, "2026-03-18T10:00:00Z", "G2"),
      sale("d", 700, "2026-03-19T10:00:00Z", nil, .deferred, until: "2026-03-27T22:00:00Z"),
      sale("d", 700, "2026-03-19T10:00:00Z", "G2", .deferredReleased, from: "2026-03-27T22:00:00Z"),
      sale("e", 300, "2026-03-25T10:00:00Z", nil, .deferred),
      sale("f", 1234, "2026-03-30T10:00:00Z", "G3"),
    ]
    store.records[.getReports] = [
      report("50000001", created: "2026-03-15T23:00:00Z"),
      report("50000002", created: "2026-03-30T01:00:00Z"),
    ]
    store.documents = [
      "doc-50000001": SmallWorld.files["NA1_90100000011.txt"]!,
      "doc-50000002": SmallWorld.files["NA1_90100000012.txt.gz"]!,
    ]
    store.records[.listPayouts] = [
      payout(
        "P1", "STARTED", first, "USD", on: "2026-03-15T21:00:00Z", settlement: "90100000011",
        until: "2026-03-17T21:00:00Z"),
      payout(
        "P1", "PAID", first, "USD", on: "2026-03-15T21:00:00Z", settlement: "90100000011",
        knownFrom: "2026-03-17T21:00:00Z"),
      payout(
        "P2", "IN_TRANSIT", second, "USD", on: "2026-03-29T21:00:00Z", settlement: "90100000012"),
    ]
    store.records[.listSummary] = [
      summary("90100000011", first, "USD", on: "2026-03-16"),
      summary("90100000012", second, "USD", on: "2026-03-30"),
    ]
    return store
  }

  private static var europe: FakeAmazon.Store {
    let first = SmallWorld.settlement(
      "90200000014", "EUR", from: "2026-03-04T07:00:00Z", to: "2026-03-18T07:00:00Z"
    ).totalMinor
    var store = FakeAmazon.Store("EU1", refreshToken: secrets["EU1"]!)
    general(&store, "EUR", "A1PA6795UKMFR9")
    store.records[.listFinancialEventGroups] = [
      group("E1", from: "2026-03-04T07:00:00Z", 99, "EUR", until: "2026-03-18T07:00:00Z"),
      group("E1", from: "2026-03-04T07:00:00Z", to: "2026-03-18T07:00:00Z", first, "EUR"),
      group("E2", from: "2026-03-18T07:00:00Z", 100, "EUR"),
    ]
    store.records[.listTransactions] = [
      transaction("x", first, "EUR", store: "EU1", on: "2026-03-07T10:00:00Z", group: "E1"),
      transaction("y", 100, "EUR", store: "EU1", on: "2026-03-20T10:00:00Z", group: "E2"),
    ]
    store.records[.getReports] = [report("60000001", created: "2026-03-18T12:00:00Z")]
    store.documents = ["doc-60000001": gzipped(SmallWorld.files["EU1_90200000014.txt"]!)]
    store.records[.listPayouts] = [
      payout("Q1", "PAID", first, "EUR", on: "2026-03-18T08:00:00Z", settlement: "90200000014")
    ]
    store.records[.listSummary] = [summary("90200000014", first, "EUR", on: "2026-03-19")]
    return store
  }
}

extension TestHome {
  @discardableResult
  func sync(_ setup: SyncSetup, at now: String = SyncWorld.now) throws -> SyncOutcome {
    try with(now) { try $0.sync(setup) }
  }

  @discardableResult
  func sync(_ transport: any HTTPTransport, at now: String = SyncWorld.now) throws -> SyncOutcome {
    try sync(SyncWorld.setup(transport), at: now)
  }

  func content() throws -> String { try with(SyncWorld.now) { try $0.ledger.contentDigest() } }

  func deliveries(_ kind: Delivery.Kind) throws -> [Delivery] {
    try with(SyncWorld.now) { try $0.archive.deliveries().filter { $0.kind == kind } }
  }
}

extension SyncOutcome {
  /// Whether everything was had and nothing refused; differences within what Amazon tells are the
  /// business of other tests.
  var isComplete: Bool { exitStatus == 0 || exitStatus == 2 }
}
