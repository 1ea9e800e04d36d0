import LedgerCore

/// The book: postings of every settlement version, and what was found about them.
///
/// It is derived from the archive and can be thrown away; `acorn rebuild` makes it again.
package final class Ledger {
  package let database: Database

  package init(path: String) throws(StoreError) {
    database = try Database(path: path)
    try Migrations.apply(to: database)
  }

  // MARK: - Meta

  package func meta(_ key: String) throws(StoreError) -> String? {
    let select = try Statement("SELECT value FROM meta WHERE key = ?", on: database)
    try select.bind(.text(key))
    return try select.step() ? select.text(0) : nil
  }

  package func setMeta(_ key: String, _ value: String) throws(StoreError) {
    try Statement(
      "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      on: database
    ).run(.text(key), .text(value))
  }

  /// All documents that were taken in, posted or refused, by digest; and how many different things
  /// their deliveries told of each then.
  package func documentSayings() throws(StoreError) -> [String: Int] {
    let select = try Statement("SELECT sha256, saying_count FROM document", on: database)
    var sayings: [String: Int] = [:]
    while try select.step() { sayings[select.text(0)] = Int(select.integer(1)) }
    return sayings
  }

  /// The store of each posted document that belongs to one, by digest.
  package func documentStores() throws(StoreError) -> [String: String] {
    let select = try Statement(
      """
      SELECT sha256, store FROM document WHERE outcome = 'posted'
      UNION ALL SELECT sha256, store FROM channel_document
      WHERE outcome = 'posted' AND store <> ''
      """, on: database)
    var stores: [String: String] = [:]
    while try select.step() { stores[select.text(0)] = select.text(1) }
    return stores
  }

  // MARK: - Facts

  /// The facts of all posted versions, in no particular order; publishing times come from outside.
  package func settlementFacts(
    publishedAt: (String) -> Instant?
  ) throws(StoreError) -> [SettlementFacts] {
    var facts: [SettlementFacts] = []
    let select = try Statement(
      """
      SELECT version_id, settlement_id, v.store, currency, start_at, end_at, stated_total_minor,
        rows_total_minor, v.row_count, account_level_rows, read_for_marketplace, name, sha256,
        content_sha256
      FROM settlement_version v JOIN document USING (document_id)
      """, on: database)
    while try select.step() {
      guard let currency = Currency(select.text(3)) else {
        throw StoreError(.damaged("currency '\(select.text(3))'"), at: database.path)
      }
      var version = SettlementFacts(
        versionID: select.integer(0), settlementID: select.text(1), store: select.text(2),
        currency: currency, start: Instant(seconds: select.integer(4)),
        end: Instant(seconds: select.integer(5)), statedTotalMinor: select.integer(6),
        rowsTotalMinor: select.integer(7), rows: Int(select.integer(8)),
        accountLevelRows: Int(select.integer(9)), readForMarketplace: select.text(10),
        documentName: select.text(11), sha256: select.text(12),
        publishedAt: publishedAt(select.text(12)))
      version.contentSHA256 = select.optionalText(13)
      facts.append(version)
    }
    let places = Dictionary(
      uniqueKeysWithValues: facts.indices.map { (facts[$0].versionID, $0) })
    try addAmounts(to: &facts, places)
    try addLabels(to: &facts, places)
    return facts
  }

  private func addAmounts(
    to facts: inout [SettlementFacts], _ places: [Int64: Int]
  ) throws(StoreError) {
    let components = try componentsByAccount()
    let select = try Statement(
      "SELECT version_id, account_id, marketplace, amount_minor, row_count FROM version_amount",
      on: database)
    var marketplaces = RepeatedTexts()
    while try select.step() {
      guard let place = places[select.integer(0)] else { continue }
      let (amount, rows) = (select.integer(3), Int(select.integer(4)))
      facts[place].entryBalanceMinor += amount
      guard let component = components[select.integer(1)] else { continue }
      facts[place].amounts[component, default: 0] -= amount
      facts[place].rowsByMarketplace[marketplaces.text(select, 2), default: 0] += rows
      facts[place].postedRows += rows
    }
  }

  /// The component of each account that has one.
  func componentsByAccount() throws(StoreError) -> [Int64: Component] {
    let select = try Statement(
      "SELECT account_id, component FROM account WHERE component IS NOT NULL", on: database)
    var components: [Int64: Component] = [:]
    while try select.step() { components[select.integer(0)] = Component(name: select.text(1)) }
    return components
  }

  /// The labels that identities and findings look at one by one.
  private func addLabels(
    to facts: inout [SettlementFacts], _ places: [Int64: Int]
  ) throws(StoreError) {
    let select = try Statement(
      """
      SELECT version_id, component, transaction_type, amount_type, amount_description,
        -sum(amount_minor), sum(row_count)
      FROM version_label JOIN account USING (account_id) JOIN label USING (label_id)
      GROUP BY version_id, component, label_id
      """, on: database)
    while try select.step() {
      guard let place = places[select.integer(0)] else { continue }
      let label = LabelTriple(
        ByteString(select.bytes(2)), ByteString(select.bytes(3)), ByteString(select.bytes(4)))
      let description = label.folded.amountDescription
      let amount = select.integer(5)
      switch select.text(1) {
      case "unclassified":
        facts[place].unknownLabels.append(
          LabelTotal(label: label, amountMinor: amount, rows: Int(select.integer(6))))
      case "reserve" where description == "previous reserve amount balance":
        facts[place].previousReserveMinor += amount
      case "reserve" where description == "current reserve amount":
        facts[place].currentReserveMinor += amount
      case "transfer" where description.hasPrefix("transfer of funds unsuccessful"):
        facts[place].returnedTransfersMinor.append(amount)
      default: break
      }
    }
  }

  /// The documents that post nothing, each once for every settlement that it is known to be about.
  package func refusedDocuments() throws(StoreError) -> [RefusedDocument] {
    let select = try Statement(
      """
      SELECT name, sha256, coalesce(max(f.store), d.store),
        coalesce(f.settlement_id, named_settlement_id) AS about, stated_currency, stated_start,
        stated_end
      FROM document d JOIN (
          SELECT document_id, settlement_id, store FROM document_finding WHERE severity = 'error'
          UNION ALL SELECT document_id, NULL, NULL FROM document) f USING (document_id)
      WHERE outcome = 'refused' GROUP BY document_id, about ORDER BY sha256, about
      """, on: database)
    var documents: [RefusedDocument] = []
    while try select.step() {
      let start = select.optionalInteger(5).map { Instant(seconds: $0) }
      let end = select.optionalInteger(6).map { Instant(seconds: $0) }
      documents.append(
        RefusedDocument(
          name: select.text(0), sha256: select.text(1), store: select.optionalText(2),
          settlementID: select.optionalText(3),
          currency: select.optionalText(4).flatMap { Currency($0) },
          period: start.flatMap { start in end.map { (start, $0) } }))
    }
    return documents
  }

  /// What was found in the documents themselves, refused or not.
  package func documentFindings() throws(StoreError) -> [Finding] {
    let select = try Statement(
      """
      SELECT kind, severity, line, column_name, coalesce(settlement_id, named_settlement_id, ''),
        amount_minor, coalesce(currency, stated_currency, ''), what, what_to_do, name, sha256,
        coalesce(f.store, d.store, ''), stated_end
      FROM document_finding f JOIN document d USING (document_id) ORDER BY sha256, position
      """, on: database)
    var findings: [Finding] = []
    while try select.step() {
      guard let kind = FindingKind(rawValue: select.text(0)) else { continue }
      let line = select.optionalInteger(2).map { ", line \($0)" } ?? ""
      let column = select.optionalText(3).map { ", column \($0)" } ?? ""
      // Where all dates of a document can be read in two ways, its end is a guess.
      let isGuess = kind == .dateFormat && line.isEmpty
      let end =
        isGuess ? nil : select.optionalInteger(12).map { Instant(seconds: $0).day().description }
      let currency = Currency(select.text(6))
      let amount = select.optionalInteger(5).flatMap { minor in
        currency.map { Money(minorUnits: minor, $0) }
      }
      findings.append(
        Finding(
          kind: kind, severity: Severity(rawValue: select.text(1)), opened: end ?? "",
          store: select.text(11), settlementID: select.text(4), amount: amount,
          currency: select.text(6), what: select.text(7),
          place: "document \(select.text(10).prefix(12)) \(select.text(9))\(line)\(column)",
          whatToDo: select.text(8)))
    }
    return findings
  }
}
