import LedgerCore
import LedgerStore
import SellingPartner

/// What a store is asked in each round of a sync.
extension StoreVisit {
  /// Reports with their documents, event groups, and the transactions since the last visit, or since
  /// the oldest sale that may have been released.
  func collect(_ plan: CollectPlan) {
    if plan.asksParticipations { list(APIRequest(.getMarketplaceParticipations)) }
    downloadReports(plan)
    var oldestStart = plan.oldestGroupStart
    for window in plan.groupWindows {
      // The last window is open at its end: a group may have begun a minute ago.
      let end = window.end < plan.until ? window.end : nil
      guard case .success(let pages) = listGroups(from: window.start, to: end) else { return }
      for case .groups(let groups) in pages.map(\.content) {
        oldestStart = [oldestStart, groups.oldestStart(wantedSince: plan.wantedSince)]
          .compactMap { $0 }.min()
      }
    }
    guard let from = plan.transactionsFrom ?? oldestStart, from < plan.until else { return }
    for window in plan.transactionWindows(from: from) {
      guard listTransactions(window) else { return }
    }
  }

  private func listGroups(
    from start: Instant, to end: Instant?
  ) -> Result<[APIPage], SellingPartnerError> {
    var request = APIRequest(
      .listFinancialEventGroups,
      ["MaxResultsPerPage": "100", "FinancialEventGroupStartedAfter": "\(start)"])
    if let end { request["FinancialEventGroupStartedBefore"] = "\(end)" }
    return list(request)
  }

  private func downloadReports(_ plan: CollectPlan) {
    let request = APIRequest(
      .getReports,
      [
        "reportTypes": "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2",
        "processingStatuses": "DONE", "pageSize": "100", "createdSince": "\(plan.reportsSince)",
      ])
    var reports = plan.pendingReports
    if case .success(let pages) = list(request) {
      for case .reports(let listed) in pages.map(\.content) {
        reports += listed.filter { report in
          !(report.documentID.map(plan.heldDocuments.contains) ?? true)
            && !reports.contains { $0.id == report.id }
        }
      }
    }
    for report in reports.sorted(by: { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }) {
      download(report)
    }
  }

  /// Stretches that must be listed again, since what they hold may have changed.
  func widen(_ windows: [Interval]) {
    for window in windows {
      guard listTransactions(window) else { return }
    }
  }

  /// What completes the picture: groups of older settlements, incomplete groups, payouts, balances
  /// and control totals.
  func followUp(_ plan: FollowUpPlan) {
    for window in plan.olderGroups {
      guard case .success = listGroups(from: window.start, to: window.end) else { break }
    }
    for group in plan.incompleteGroups { complete(group) }
    for (group, since) in plan.undatedGroups {
      list(
        APIRequest(
          .listFinancialEventsByGroupId, pathValue: group,
          ["MaxResultsPerPage": "100", "PostedAfter": "\(since)"]))
    }
    if plan.isNews {
      list(APIRequest(.listPayouts, ["createdAfter": "\(plan.payoutsSince)"]))
      list(APIRequest(.listExpectedPayouts))
      for day in plan.balanceDays { list(APIRequest(.listBalances, ["asOfDate": "\(day)"])) }
    }
    for settlement in plan.settlementsToControl {
      list(
        APIRequest(
          .listSummary,
          ["relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": settlement]))
    }
  }

  /// The transactions of a group, or its v0 events where there are no transactions.
  private func complete(_ group: String) {
    if !outcome.notOffered.contains(Operation.listTransactions.rawValue) {
      let request = APIRequest(
        .listTransactions,
        [
          "relatedIdentifierName": "FINANCIAL_EVENT_GROUP_ID", "relatedIdentifierValue": group,
        ])
      guard case .failure(let error) = list(request), error.reason == .notOffered else { return }
    }
    list(
      APIRequest(
        .listFinancialEventsByGroupId, pathValue: group, ["MaxResultsPerPage": "100"]))
  }
}
