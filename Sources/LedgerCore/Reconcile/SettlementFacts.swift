/// What the identities need to know of one posted version of a settlement.
package struct SettlementFacts: Sendable {
  package let versionID: Int64
  package let settlementID: String
  package let store: String
  package let currency: Currency
  package let start: Instant
  package let end: Instant
  package let statedTotalMinor: Int64
  package let rowsTotalMinor: Int64
  package let rows: Int
  /// Rows that belong to no order: fees and charges of the account, which only its main type has.
  package let accountLevelRows: Int
  package let readForMarketplace: String
  package let documentName: String
  package let sha256: String
  /// When Amazon published the document, if it came with that; files of a folder do not.
  package let publishedAt: Instant?
  /// SHA-256 of what its rows say, whatever the bytes are; nil where no other version could say it.
  package var contentSHA256: String?
  package var amounts: [Component: Int64] = [:]
  package var rowsByMarketplace: [String: Int] = [:]
  package var unknownLabels: [LabelTotal] = []
  package var previousReserveMinor: Int64 = 0
  package var currentReserveMinor: Int64 = 0
  /// Payouts that the bank sent back, as rows of this settlement.
  package var returnedTransfersMinor: [Int64] = []
  /// Rows posted, and the sum of all legs of the entry.
  package var postedRows = 0
  package var entryBalanceMinor: Int64 = 0

  package init(
    versionID: Int64, settlementID: String, store: String, currency: Currency, start: Instant,
    end: Instant, statedTotalMinor: Int64, rowsTotalMinor: Int64, rows: Int,
    accountLevelRows: Int, readForMarketplace: String, documentName: String, sha256: String,
    publishedAt: Instant?
  ) {
    self.versionID = versionID
    self.settlementID = settlementID
    self.store = store
    self.currency = currency
    self.start = start
    self.end = end
    self.statedTotalMinor = statedTotalMinor
    self.rowsTotalMinor = rowsTotalMinor
    self.rows = rows
    self.accountLevelRows = accountLevelRows
    self.readForMarketplace = readForMarketplace
    self.documentName = documentName
    self.sha256 = sha256
    self.publishedAt = publishedAt
  }

  package func money(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency) }
  package func amount(of component: Component) -> Int64 { amounts[component] ?? 0 }
  package var period: String { "\(start)..\(end)" }
}

/// The rows of a settlement with one unknown label.
package struct LabelTotal: Sendable, Equatable {
  package let label: LabelTriple
  package let amountMinor: Int64
  package let rows: Int

  package init(label: LabelTriple, amountMinor: Int64, rows: Int) {
    self.label = label
    self.amountMinor = amountMinor
    self.rows = rows
  }
}

/// A document that was refused, with what it said of itself before that; one that is about several
/// settlements is there for each.
package struct RefusedDocument: Sendable {
  package let name: String
  package let sha256: String
  package let store: String?
  package let settlementID: String?
  package let currency: Currency?
  package let period: (start: Instant, end: Instant)?

  package init(
    name: String, sha256: String, store: String?, settlementID: String?, currency: Currency?,
    period: (start: Instant, end: Instant)?
  ) {
    self.name = name
    self.sha256 = sha256
    self.store = store
    self.settlementID = settlementID
    self.currency = currency
    self.period = period
  }
}
