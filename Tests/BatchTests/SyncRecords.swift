import LedgerCore
import TestSupport

/// What Amazon tells, record by record, as JSON.
extension SyncWorld {
  static func money(_ minorUnits: Int64, _ currency: String, upper: Bool = false) -> String {
    let amount = decimalText(minorUnits, digits: 2)
    return upper
      ? "{\"CurrencyCode\": \"\(currency)\", \"CurrencyAmount\": \(amount)}"
      : "{\"currencyCode\": \"\(currency)\", \"currencyAmount\": \(amount)}"
  }

  static func group(
    _ id: String, from start: String, to end: String? = nil, _ minorUnits: Int64?,
    _ currency: String,
    knownFrom: String? = nil, until: String? = nil
  ) -> FakeAmazon.Record {
    let total = minorUnits.map { ", \"OriginalTotal\": \(money($0, currency, upper: true))" } ?? ""
    let close = end.map {
      """
      , "FinancialEventGroupEnd": "\($0)", "FundTransferStatus": "Succeeded"
      """
    }
    return FakeAmazon.Record(
      at: start, knownFrom: knownFrom ?? end, until: until,
      """
      {"FinancialEventGroupId": "\(id)", "FinancialEventGroupStart": "\(start)",
       "ProcessingStatus": "\(end == nil ? "Open" : "Closed")"\(total)\(close ?? "")}
      """)
  }

  static func transaction(
    _ id: String, _ minorUnits: Int64, _ currency: String, store: String, on posted: String,
    group: String? = nil, status: Transaction.Status = .released, knownFrom: String? = nil,
    until: String? = nil, isLate: Bool = false, more: String = ""
  ) -> FakeAmazon.Record {
    func identifier(_ name: String, _ value: String) -> String {
      "{\"relatedIdentifierName\": \"\(name)\", \"relatedIdentifierValue\": \"\(value)\"}"
    }
    let identifiers =
      [identifier("ORDER_ID", "o-\(id)")]
      + (group.map { [identifier("FINANCIAL_EVENT_GROUP_ID", $0)] } ?? [])
    let deferral =
      status == .released
      ? ""
      : """
      "contexts": [{"contextType": "DeferredContext", "deferralReason": "DD7",
        "maturityDate": "2026-03-28T00:00:00Z"}],
      """
    return FakeAmazon.Record(
      at: posted, knownFrom: knownFrom, until: until, key: group ?? "", isLate: isLate,
      """
      {"transactionId": "\(id)", "transactionStatus": "\(status.rawValue)", \(deferral) \(more)
       "transactionType": "Shipment", "postedDate": "\(posted)",
       "sellingPartnerMetadata": {"sellingPartnerId": "A\(store)", "accountType": "Standard Orders"},
       "relatedIdentifiers": [\(identifiers.joined(separator: ", "))],
       "totalAmount": \(money(minorUnits, currency))}
      """)
  }

  static func report(_ id: String, created: String) -> FakeAmazon.Record {
    FakeAmazon.Record(
      at: created,
      """
      {"reportId": "\(id)", "reportDocumentId": "doc-\(id)", "createdTime": "\(created)",
       "processingStatus": "DONE", "reportType": "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"}
      """)
  }

  static func payout(
    _ id: String, _ status: String, _ minorUnits: Int64, _ currency: String, on created: String,
    settlement: String, knownFrom: String? = nil, until: String? = nil
  ) -> FakeAmazon.Record {
    FakeAmazon.Record(
      at: created, knownFrom: knownFrom, until: until,
      """
      {"id": "\(id)", "currentStatus": "\(status)", "type": "SCHEDULED",
       "creationDate": "\(created)", "amount": \(money(minorUnits, currency)),
       "relatedIdentifiers": [{"relatedIdentifierName": "SETTLEMENT_ID",
         "relatedIdentifierValue": "\(settlement)"}]}
      """)
  }

  static func summary(
    _ settlement: String, _ minorUnits: Int64, _ currency: String, on day: String
  ) -> FakeAmazon.Record {
    FakeAmazon.Record(
      at: day, key: settlement,
      """
      {"netProceeds": \(money(minorUnits, currency)),
       "relatedIdentifiers": [{"relatedIdentifierName": "SETTLEMENT_ID",
         "relatedIdentifierValue": "\(settlement)"}]}
      """)
  }

  static func general(_ store: inout FakeAmazon.Store, _ currency: String, _ site: String) {
    store.records[.getMarketplaceParticipations] = [
      FakeAmazon.Record(
        at: "2026-01-01",
        """
        {"marketplace": {"id": "\(site)", "name": "\(site)", "countryCode": "XX",
          "defaultCurrencyCode": "\(currency)"}, "participation": {"isParticipating": true}}
        """)
    ]
    store.records[.listBalances] = [
      FakeAmazon.Record(
        at: "2026-01-01",
        """
        {"balanceType": "TOTAL", "asOfDate": "2026-03-31", "amount": \(money(1234, currency)),
         "partnerMetadata": {"accountType": "Standard Orders", "marketplaceId": "\(site)"}}
        """)
    ]
    store.records[.listExpectedPayouts] = [
      FakeAmazon.Record(
        at: "2026-01-01", "{\"status\": \"SCHEDULED\", \"amount\": \(money(1234, currency))}")
    ]
  }
}
