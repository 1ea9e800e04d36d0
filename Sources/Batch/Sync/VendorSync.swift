import LedgerCore
import LedgerStore
import SellingPartner

/// What a vendor account is asked for, as it follows from the archive.
struct VendorPlan: Sendable {
  /// Amazon's longest windows: orders a week, invoices and remittances 90 days.
  private static let orderDays: Int64 = 7
  private static let listDays: Int64 = 90
  /// On the first run, unless `--since` says otherwise.
  private static let firstDays: Int64 = 90
  /// Remittances are kept for a year.
  private static let yearDays: Int64 = 364
  /// Invoices change until they are paid and disputed: their lists go back this far every night.
  private static let openDays: Int64 = 270
  /// Listed again this far back: what is new appears within a day.
  private static let overlapDays: Int64 = 2

  let orders: [APIRequest]
  let lists: [APIRequest]

  init(
    vendor: Configuration.Vendor, since: Instant?, now: Instant, deliveries: [Delivery]
  ) {
    // Amazon's clock may be behind ours.
    let until = Instant(seconds: now.seconds - 300)
    func days(_ count: Int64, before instant: Instant) -> Instant {
      Instant(seconds: instant.seconds - count * 86_400)
    }
    let own = deliveries.filter { $0.store == vendor.id && $0.kind == .answer }
    func last(_ operation: Operation) -> Instant? {
      own.filter { APIRequest.operation(ofSource: $0.source) == operation }.map(\.receivedAt).max()
        .map { Instant(seconds: $0) }
    }
    let first = since ?? days(Self.firstDays, before: until)
    func windows(_ operation: Operation, _ changed: String) -> [APIRequest] {
      let lastAsked = since == nil ? last(operation) : nil
      let from = lastAsked.map { days(Self.overlapDays, before: $0) } ?? first
      let name = lastAsked == nil ? "created" : changed
      return Interval(start: from, end: until).pieces(days: Self.orderDays).map { piece in
        var request = APIRequest(operation, ["limit": "100"])
        request["\(name)After"] = "\(piece.start)"
        request["\(name)Before"] = "\(piece.end)"
        return request
      }
    }
    orders =
      windows(.getPurchaseOrders, "changed") + windows(.getPurchaseOrdersStatus, "updated")
    var lists: [APIRequest] = []
    let lastInvoices = since == nil ? last(.getInvoiceHeaders) : nil
    let invoicesFrom = lastInvoices == nil ? first : days(Self.openDays, before: until)
    let remittancesFrom = max(
      days(Self.yearDays, before: until),
      (since == nil ? last(.getRemittanceHeaders) : nil).map { days(30, before: $0) } ?? first)
    for marketplace in vendor.marketplaceIDs {
      for piece in Interval(start: invoicesFrom, end: until).pieces(days: Self.listDays) {
        var request = APIRequest(
          .getInvoiceHeaders,
          [
            "marketplaceId": marketplace, "fromIssueDate": "\(piece.start)",
            "toIssueDate": "\(piece.end)",
          ])
        request["invoicesModifiedAfter"] = lastInvoices.map {
          "\(days(Self.overlapDays, before: $0))"
        }
        lists.append(request)
      }
      for piece in Interval(start: remittancesFrom, end: until).pieces(days: Self.listDays) {
        lists.append(
          APIRequest(
            .getRemittanceHeaders,
            [
              "marketplaceId": marketplace, "startDate": "\(piece.start)",
              "endDate": "\(piece.end)",
            ]))
      }
    }
    self.lists = lists
  }
}

extension StoreVisit {
  /// Lists what is new; a failure of one operation leaves the others.
  func collect(_ plan: VendorPlan) {
    var failed: Set<Operation> = []
    for request in plan.orders + plan.lists where !failed.contains(request.operation) {
      guard storageError == nil else { return }
      if case .failure = list(request) { failed.insert(request.operation) }
    }
  }

  /// The lines of invoices and remittances whose headers are new or have changed.
  func fetch(_ details: [APIRequest]) {
    for request in details {
      guard storageError == nil else { return }
      list(request)
    }
  }
}

extension SyncRounds {
  /// Asks every vendor account for what is new.
  func visitVendors(_ visits: [StoreVisit]) throws(BatchError) {
    guard !visits.isEmpty else { return }
    let (context, archive, ledger) = (books.context, books.archive, books.ledger)
    let configuration = try context.parseConfiguration(
      contents(ofFile: context.home.configuration) ?? [])
    let vendors = Dictionary(
      configuration.vendors.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    var plans: [String: VendorPlan] = [:]
    for (id, vendor) in vendors {
      plans[id] = VendorPlan(
        vendor: vendor, since: setup.since, now: context.now, deliveries: deliveries)
    }
    let ready = plans
    try round("vendor lists", visits) { visit in
      if let plan = ready[visit.store] { visit.collect(plan) }
    }
    deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    _ = try VendorIntake(archive: archive).run(into: ledger, deliveries: deliveries)
    let details = try vendorDetails(vendors, deliveries)
    try round("vendor details", visits) { visit in visit.fetch(details[visit.store] ?? []) }
  }

  /// The invoices and remittances to be asked for, by vendor account.
  private func vendorDetails(
    _ vendors: [String: Configuration.Vendor], _ deliveries: [Delivery]
  ) throws(BatchError) -> [String: [APIRequest]] {
    var sources: [String: Delivery] = [:]
    for delivery in deliveries where delivery.kind == .answer && vendors[delivery.store] != nil {
      sources[delivery.sha256] = delivery
    }
    let ledger = books.ledger
    let pending = try storing { () throws(StoreError) in try ledger.pendingVendorDetails() }
    var details: [String: [APIRequest]] = [:]
    for entry in pending {
      guard let delivery = sources[entry.sha256],
        let marketplace = APIRequest(source: delivery.source)?["marketplaceId"]
      else { continue }
      let operation: Operation =
        entry.kind == VendorKind.invoiceHeader.rawValue ? .getInvoice : .getRemittance
      details[delivery.store, default: []].append(
        APIRequest(operation, pathValue: entry.key, ["marketplaceId": marketplace]))
    }
    return details
  }
}

extension Books {
  /// Vendor accounts to visit, and those whose secrets cannot be read.
  func vendorVisits(
    _ setup: SyncSetup, _ configuration: Configuration
  ) -> (ready: [StoreVisit], unready: [SyncOutcome.Store]) {
    let secrets = SecretReader(home: context.home, environment: setup.environment)
    let callLog = CallLog(folder: context.home.calls)
    var ready: [StoreVisit] = []
    var unready: [SyncOutcome.Store] = []
    for vendor in configuration.vendors
    where setup.stores.isEmpty || setup.stores.contains(vendor.id) {
      do throws(BatchError) {
        let identity = try secrets.identity(of: vendor, configuration)
        let client = SellingPartnerClient(
          identity, endpoints: configuration.endpoints, transport: setup.transport,
          pace: setup.pace, startedAt: context.now.seconds
        ) { call in callLog.append(call.cells) }
        ready.append(StoreVisit(client, archive: archive, now: context.now))
      } catch {
        unready.append(SyncOutcome.Store(id: vendor.id))
        unready[unready.count - 1].failures = [error.description]
      }
    }
    return (ready, unready)
  }
}
