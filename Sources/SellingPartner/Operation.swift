/// The operations of SP-API that Acorn knows. None of them changes anything at Amazon.
///
/// - Source: Amazon SP-API models; rates and bursts as documented in November 2026.
package enum Operation: String, CaseIterable, Sendable {
  case listFinancialEventGroups
  case listFinancialEventsByGroupId
  case listTransactions
  case listBalances
  case listSummary
  case listPayouts
  case listExpectedPayouts
  case getReports
  case getReport
  case getReportDocument
  case getMarketplaceParticipations
  case getPurchaseOrders
  case getPurchaseOrdersStatus
  case getInvoiceHeaders
  case getInvoice
  case getRemittanceHeaders
  case getRemittance

  /// The path; `{}` stands for the request's path value.
  package var path: String {
    switch self {
    case .listFinancialEventGroups: "/finances/v0/financialEventGroups"
    case .listFinancialEventsByGroupId: "/finances/v0/financialEventGroups/{}/financialEvents"
    case .listTransactions: "/finances/2024-06-19/transactions"
    case .listBalances: "/finances/2024-06-19/balances"
    case .listSummary: "/finances/2024-06-19/summary"
    case .listPayouts: "/finances/transfers/2024-06-01/payouts"
    case .listExpectedPayouts: "/finances/transfers/2024-06-01/payouts/expected"
    case .getReports: "/reports/2021-06-30/reports"
    case .getReport: "/reports/2021-06-30/reports/{}"
    case .getReportDocument: "/reports/2021-06-30/documents/{}"
    case .getMarketplaceParticipations: "/sellers/v1/marketplaceParticipations"
    case .getPurchaseOrders: "/vendor/orders/v1/purchaseOrders"
    case .getPurchaseOrdersStatus: "/vendor/orders/v1/purchaseOrdersStatus"
    case .getInvoiceHeaders: "/finances/invoices/2026-06-25/invoices"
    case .getInvoice: "/finances/invoices/2026-06-25/invoices/{}"
    case .getRemittanceHeaders: "/finances/remittances/2026-03-17/remittances"
    case .getRemittance: "/finances/remittances/2026-03-17/remittances/{}"
    }
  }

  /// Calls a second that Amazon allows an application and selling partner, and how many at once.
  package var quota: Quota {
    switch self {
    case .listFinancialEventGroups, .listFinancialEventsByGroupId: Quota(rate: 0.5, burst: 30)
    case .listTransactions, .listBalances, .listSummary, .listPayouts, .listExpectedPayouts:
      Quota(rate: 0.5, burst: 10)
    case .getReports: Quota(rate: 0.0222, burst: 10)
    case .getReport: Quota(rate: 2, burst: 15)
    case .getReportDocument: Quota(rate: 0.0167, burst: 15)
    case .getMarketplaceParticipations: Quota(rate: 0.016, burst: 15)
    case .getPurchaseOrders, .getPurchaseOrdersStatus: Quota(rate: 10, burst: 10)
    // Their rates are not published: a cautious one.
    case .getInvoiceHeaders, .getInvoice, .getRemittanceHeaders, .getRemittance:
      Quota(rate: 0.5, burst: 1)
    }
  }

  /// Whether a run goes on without it where Amazon does not offer it (403 or 404).
  package var isOptional: Bool {
    switch self {
    case .listBalances, .listSummary, .listPayouts, .listExpectedPayouts, .listTransactions,
      .listFinancialEventsByGroupId, .getMarketplaceParticipations:
      true
    case .listFinancialEventGroups, .getReports, .getReport, .getReportDocument,
      .getPurchaseOrders, .getPurchaseOrdersStatus, .getInvoiceHeaders, .getInvoice,
      .getRemittanceHeaders, .getRemittance:
      false
    }
  }

  /// Whether Amazon offers it in a region at all.
  ///
  /// - Source: Transfers 2024-06-01: the model names European marketplaces and shows the US.
  package func isOffered(in region: Region) -> Bool {
    self == .listPayouts || self == .listExpectedPayouts ? region != .fe : true
  }

  /// Whether a vendor account answers it; its records go in as vendor documents do.
  package var isVendor: Bool {
    switch self {
    case .getPurchaseOrders, .getPurchaseOrdersStatus, .getInvoiceHeaders, .getInvoice,
      .getRemittanceHeaders, .getRemittance:
      true
    default: false
    }
  }

  /// The parameter that carries the token of the next page.
  package var pageTokenName: String {
    switch self {
    case .listFinancialEventGroups, .listFinancialEventsByGroupId: "NextToken"
    case .getInvoice, .getRemittance: "nextTokenForLineItems"
    default: "nextToken"
    }
  }

  /// Whether a next page is asked for with its token alone, without the first page's parameters.
  package var pageTokenStandsAlone: Bool { self == .getReports }
}

/// How often an operation may be called.
package struct Quota: Equatable, Sendable {
  /// Calls a second.
  package let rate: Double
  /// Calls at once after a pause.
  package let burst: Double

  package init(rate: Double, burst: Double) {
    self.rate = rate
    self.burst = burst
  }
}
