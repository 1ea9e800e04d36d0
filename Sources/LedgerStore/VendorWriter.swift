import LedgerCore

/// A record of a vendor document with its bytes.
package struct VendorRecord: Sendable, Equatable {
  package var kind: String
  package var key: String
  package var knownAt: Int64
  package var rank: Int64
  package var line: Int64
  package var body: [UInt8]

  package init(
    kind: String, key: String, knownAt: Int64, rank: Int64, line: Int64, body: [UInt8]
  ) {
    self.kind = kind
    self.key = key
    self.knownAt = knownAt
    self.rank = rank
    self.line = line
    self.body = body
  }
}

/// A record of a vendor document that cannot be used.
package struct VendorRecordProblem: Sendable, Equatable {
  package var sha256: String
  package var name: String
  package var line: Int64
  package var what: String
  package var whatToDo: String

  package init(sha256: String, name: String, line: Int64, what: String, whatToDo: String) {
    self.sha256 = sha256
    self.name = name
    self.line = line
    self.what = what
    self.whatToDo = whatToDo
  }
}

/// Which bank line paid which remittance.
package struct VendorDepositRow: Sendable, Equatable {
  package var paymentID: String
  package var paymentNumber: String
  package var lineID: String
  package var kind: String
  package var evidence: String

  package init(
    paymentID: String, paymentNumber: String, lineID: String, kind: String, evidence: String
  ) {
    self.paymentID = paymentID
    self.paymentNumber = paymentNumber
    self.lineID = lineID
    self.kind = kind
    self.evidence = evidence
  }
}

extension Ledger {
  /// The digests of vendor documents that were taken in.
  package func vendorDigests() throws(StoreError) -> Set<String> {
    let select = try Statement("SELECT sha256 FROM vendor_document", on: database)
    var digests = Set<String>()
    while try select.step() { digests.insert(select.text(0)) }
    return digests
  }

  /// Takes in one document. Of two records of one kind and key the later state stays, whatever the
  /// order in which they come; of two at one instant the one of higher rank, then the larger bytes. Of
  /// equal ones the first stays, so that lists that tell it again do not change where it is from.
  package func append(
    vendorDocument sha256: String, name: String, _ records: [VendorRecord],
    _ problems: [VendorRecordProblem]
  ) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      try Statement("INSERT INTO vendor_document VALUES (?, ?, ?, ?)", on: database).run(
        .text(sha256), .text(name), .integer(Int64(records.count)),
        .integer(Int64(problems.count)))
      let problem = try Statement("INSERT INTO vendor_problem VALUES (?, ?, ?, ?, ?)", on: database)
      for (position, entry) in problems.enumerated() {
        try problem.run(
          .text(sha256), .integer(Int64(position)), .integer(entry.line), .text(entry.what),
          .text(entry.whatToDo))
      }
      let upsert = try Statement(
        """
        INSERT INTO vendor_record VALUES (?, ?, ?, ?, ?, ?, CAST(? AS BLOB))
        ON CONFLICT (kind, key) DO UPDATE SET known_at = excluded.known_at, rank = excluded.rank,
          sha256 = excluded.sha256, line = excluded.line, body = excluded.body
        WHERE (excluded.known_at, excluded.rank, excluded.body) > (known_at, rank, body)
        """, on: database)
      for record in records {
        try upsert.run(
          .text(record.kind), .text(record.key), .integer(record.knownAt), .integer(record.rank),
          .text(sha256), .integer(record.line), .bytes(record.body))
      }
      try setMeta("concluded", "no")
    }
  }

  /// The last state of every record, by kind and key.
  package func vendorRecords() throws(StoreError) -> [VendorRecord] {
    let select = try Statement(
      "SELECT kind, key, known_at, rank, line, CAST(body AS TEXT) FROM vendor_record"
        + " ORDER BY kind, key", on: database)
    var records: [VendorRecord] = []
    while try select.step() {
      records.append(
        VendorRecord(
          kind: select.text(0), key: select.text(1), knownAt: select.integer(2),
          rank: select.integer(3), line: select.integer(4), body: select.bytes(5)))
    }
    return records
  }

  /// Headers of lists whose lines are not known yet, or not in the header's state.
  package func pendingVendorDetails() throws(StoreError) -> [(
    kind: String, key: String, sha256: String
  )] {
    let select = try Statement(
      """
      SELECT h.kind, h.key, h.sha256 FROM vendor_record h LEFT JOIN vendor_record f
        ON f.kind = replace(h.kind, '_header', '') AND f.key = h.key
      WHERE h.kind IN ('invoice_header', 'remittance_header')
        AND (f.key IS NULL OR (f.known_at, f.rank) < (h.known_at, h.rank))
      ORDER BY h.kind, h.key
      """, on: database)
    var pending: [(kind: String, key: String, sha256: String)] = []
    while try select.step() { pending.append((select.text(0), select.text(1), select.text(2))) }
    return pending
  }

  package func vendorProblems() throws(StoreError) -> [VendorRecordProblem] {
    let select = try Statement(
      "SELECT sha256, name, line, what, what_to_do FROM vendor_problem"
        + " JOIN vendor_document USING (sha256) ORDER BY sha256, position", on: database)
    var problems: [VendorRecordProblem] = []
    while try select.step() {
      problems.append(
        VendorRecordProblem(
          sha256: select.text(0), name: select.text(1), line: select.integer(2),
          what: select.text(3), whatToDo: select.text(4)))
    }
    return problems
  }

  // MARK: - Conclusions

  package func saveVendor(
    _ matching: VendorMatching, today: CalendarDate, deposits: [VendorDepositRow]
  ) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      for table in ["vendor_match", "vendor_line", "vendor_recovery", "vendor_deposit"] {
        try database.run("DELETE FROM \(table)")
      }
      let deposit = try Statement("INSERT INTO vendor_deposit VALUES (?, ?, ?, ?, ?)", on: database)
      for row in deposits {
        try deposit.run(
          .text(row.paymentID), .text(row.paymentNumber), .text(row.lineID), .text(row.kind),
          .text(row.evidence))
      }
      try save(matching.rows, today: today, deposits)
      try save(matching.lines)
      try save(matching.recoveries)
    }
  }

  private func insert(into table: String, _ rows: [[Value]]) throws(StoreError) {
    guard let first = rows.first else { return }
    let marks = first.map { _ in "?" }.joined(separator: ", ")
    let insert = try Statement("INSERT INTO \(table) VALUES (\(marks))", on: database)
    for row in rows { try insert.bind(row).finish() }
  }

  private func save(
    _ rows: [VendorMatchRow], today: CalendarDate, _ deposits: [VendorDepositRow]
  ) throws(StoreError) {
    let lines = Dictionary(grouping: deposits, by: \.paymentID)
    try insert(
      into: "vendor_match",
      rows.enumerated().map { position, row in
        let bank = row.remittances.flatMap { lines[$0] ?? [] }.map(\.lineID)
        let isOpen = row.state == .open || row.state == .overdue
        return [
          .integer(Int64(position)), .text(row.order), .text(row.line), .text(row.product.sku),
          .text(row.product.asin), .text(row.vendorCode), .optional(row.ordered),
          .optional(row.accepted), .optional(row.notified), .optional(row.received),
          .text(row.invoice), .optional(row.invoiced), .text(row.orderCost?.text ?? ""),
          .text(row.invoiceCost?.text ?? ""), .text(row.currency.code),
          .integer(row.invoicedMinor), .optional(row.expectedMinor), .integer(row.paidMinor),
          .integer(row.discountMinor), .text(row.variance.rawValue), .text(row.state.rawValue),
          .integer(row.recoverableMinor), .integer(Int64(row.issued.dayNumber)), day(row.due),
          day(row.paidOn), .text(row.payments.joined(separator: "|")),
          .text(bank.joined(separator: "|")), .integer(row.deductedQuantity),
          .integer(row.deductedMinor),
          .optional(
            isOpen ? row.due.map { Int64(today.dayNumber) - Int64($0.dayNumber) } : nil),
          .text(row.verdict?.rawValue ?? ""), .text(row.why), .text(row.evidence),
          .integer(row.creditedMinor), .text(row.creditNotes.joined(separator: "|")),
          .optional(row.openMinor), .text(row.id), .integer(row.taxMinor),
          .integer(row.creditedTaxMinor), .integer(row.withheldMinor),
        ]
      })
  }

  private func save(_ lines: [VendorLineSummary]) throws(StoreError) {
    try insert(
      into: "vendor_line",
      lines.enumerated().map { position, line in
        [
          .integer(Int64(position)), .text(line.order), .text(line.line), .text(line.product.sku),
          .text(line.product.asin), .text(line.vendorCode), .text(line.currency.code),
          .text(line.cost?.text ?? ""), .optional(line.ordered), .optional(line.accepted),
          .optional(line.notified), .optional(line.received), .integer(line.invoiced),
          .integer(line.paidQuantity), .optional(line.orderedMinor), .optional(line.acceptedMinor),
          .optional(line.notifiedMinor), .optional(line.receivedMinor),
          .integer(line.invoicedMinor), .integer(line.paidMinor), .integer(line.discountMinor),
          .integer(line.deductedMinor), .text(line.invoices.joined(separator: "|")),
          .integer(line.taxMinor), .integer(line.withheldMinor),
        ]
      })
  }

  private func save(_ recoveries: [VendorRecovery]) throws(StoreError) {
    try insert(
      into: "vendor_recovery",
      recoveries.enumerated().map { position, entry in
        [
          .integer(Int64(position)), .text(entry.kind.rawValue), .text(entry.number),
          .text(entry.line), .text(entry.order), .text(entry.vendorCode),
          .text(entry.currency.code), .integer(entry.amountMinor),
          .integer(entry.recoverableMinor), .integer(entry.claimedMinor),
          .integer(entry.claimableMinor), .text(entry.verdict.rawValue), .text(entry.why),
          day(entry.deadline), .text(entry.claim), .integer(Int64(entry.issued.dayNumber)),
          day(entry.paidOn), .text(entry.evidence),
        ]
      })
  }

  private func day(_ day: CalendarDate?) -> Value {
    .optional(day.map { Int64($0.dayNumber) })
  }
}
