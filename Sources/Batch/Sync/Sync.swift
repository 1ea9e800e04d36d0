import Glibc
import LedgerCore
import LedgerStore
import SellingPartner

/// What a sync needs from outside: the network, time, and the environment's variables.
package struct SyncSetup: Sendable {
  package let transport: any HTTPTransport
  package let pace: Pace
  package let environment: @Sendable (String) -> String?
  /// From when on the books are wanted; 90 days back on the first run without it.
  package let since: Instant?
  /// The stores to visit; empty for all.
  package let stores: Set<String>

  package init(
    transport: any HTTPTransport, pace: Pace,
    environment: @escaping @Sendable (String) -> String?, since: Instant? = nil,
    stores: Set<String> = []
  ) {
    self.transport = transport
    self.pace = pace
    self.environment = environment
    self.since = since
    self.stores = stores
  }
}

extension Books {
  /// Downloads what is new of every store that has a refresh token, and posts it.
  ///
  /// Everything is archived before it is interpreted, and what to ask for follows from the archive:
  /// a run that was stopped anywhere is continued by the next one.
  package func sync(_ setup: SyncSetup) throws(BatchError) -> SyncOutcome {
    var outcome = try download(setup)
    try update()
    try storing { () throws(StoreError) in
      let findings = try ledger.findingCounts()
      outcome.refused = try ledger.counts().refused
      outcome.errors = findings.errors
      outcome.warnings = findings.warnings
    }
    return outcome
  }

  /// The same without conclusions, for who has more to take in before these are drawn.
  func download(_ setup: SyncSetup) throws(BatchError) -> SyncOutcome {
    let (visits, vendors, unready) = try storeVisits(setup)
    CallLog(folder: context.home.calls).append(
      ["\(context.now)", "", CallLog.runMark, "", "", "", "", ""])
    try postDocuments()
    let rounds = SyncRounds(self, setup)
    try rounds.visitVendors(vendors)
    try rounds.visitStores(visits)
    for visit in visits where visit.outcome.failures.isEmpty {
      try storing { () throws(StoreError) in try ledger.setFollowUpDue(false, visit.store) }
    }
    var outcome = SyncOutcome(stores: (visits + vendors).map { $0.finish() } + unready)
    outcome.downloadMilliseconds = rounds.downloadMilliseconds
    return outcome
  }

  /// What a sync would ask each store for first, without asking.
  package func syncPlan(_ setup: SyncSetup) throws(BatchError) -> [String] {
    let (visits, vendors, unready) = try storeVisits(setup)
    try update()
    let rounds = SyncRounds(self, setup)
    var lines = unready.flatMap { store in store.failures.map { "\(store.id): \($0)" } }
    for visit in vendors {
      lines.append("\(visit.store): purchase orders, their status, invoices and remittances")
    }
    for visit in visits {
      let plan = try rounds.collectPlan(of: visit.store)
      lines.append("\(visit.store): reports created since \(plan.reportsSince)")
      lines.append(
        "\(visit.store): \(plan.pendingReports.count) documents listed and not downloaded,"
          + " \(plan.heldDocuments.count) held")
      for window in plan.groupWindows {
        lines.append("\(visit.store): groups started since \(window.start)")
      }
      for window in try rounds.olderGroups(of: visit.store, after: plan) {
        lines.append("\(visit.store): older groups started \(window.start) to \(window.end), once")
      }
      guard let from = plan.transactionsFrom else {
        lines.append("\(visit.store): transactions since its oldest group")
        continue
      }
      for window in plan.transactionWindows(from: from) {
        lines.append("\(visit.store): transactions posted \(window.start) to \(window.end)")
      }
    }
    return lines
  }

  // MARK: - Clients

  /// The stores to visit, and those whose secrets cannot be read: they stop no other, unless there
  /// is none.
  private func storeVisits(
    _ setup: SyncSetup
  ) throws(BatchError) -> (
    ready: [StoreVisit], vendors: [StoreVisit], unready: [SyncOutcome.Store]
  ) {
    let bytes = contents(ofFile: context.home.configuration) ?? []
    let configuration = try context.parseConfiguration(bytes)
    let asked = configuration.stores.map(\.id) + configuration.vendors.map(\.id)
    if let unknown = setup.stores.subtracting(asked).min() { throw .unknownStore(unknown, asked) }
    let stores = configuration.stores.filter {
      $0.refreshToken != nil && (setup.stores.isEmpty || setup.stores.contains($0.id))
    }
    let vendors = vendorVisits(setup, configuration)
    guard !stores.isEmpty || !vendors.ready.isEmpty || !vendors.unready.isEmpty else {
      throw BatchError(
        "acorn.toml: no [[store]] has a refresh_token; add one, such as"
          + " refresh_token = { file = \"secrets/NA1\" }")
    }
    let secrets = SecretReader(home: context.home, environment: setup.environment)
    let callLog = CallLog(folder: context.home.calls)
    var ready: [StoreVisit] = []
    var unready = vendors.unready
    for store in stores {
      do throws(BatchError) {
        let identity = try secrets.identity(of: store, configuration)
        let client = SellingPartnerClient(
          identity, endpoints: configuration.endpoints, transport: setup.transport,
          pace: setup.pace, startedAt: context.now.seconds
        ) { call in callLog.append(call.cells) }
        ready.append(StoreVisit(client, archive: archive, now: context.now))
      } catch {
        if vendors.ready.isEmpty, unready.count == stores.count + vendors.unready.count - 1 {
          throw error
        }
        unready.append(SyncOutcome.Store(id: store.id))
        unready[unready.count - 1].failures = [error.description]
      }
    }
    return (ready, vendors.ready, unready)
  }
}

extension APICall {
  /// In the order of `CallLog.columns`.
  var cells: [String] {
    [
      "\(Instant(seconds: at))", store, operation, status == 0 ? "" : "\(status)", requestID,
      "\(milliseconds)", "\(bytes)", note,
    ]
  }
}
