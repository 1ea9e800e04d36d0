import LedgerCore

/// Keeps transactions by Amazon's id, with their lines and the history of their status.
final class TransactionWriter {
  private let database: Database
  private let select, insert, update, deleteLines, insertLine, insertState, release: Statement
  private let selectRelease, insertPath: Statement
  private let selectWording, insertWording: Statement
  private var paths: [String: Int64] = [:]
  /// By store: words that were the last ones of a transaction and are no more.
  private var outdated: [String: Set<Fingerprint>] = [:]

  private static let columns =
    """
    store, transaction_id, status, type, description, posted_at, currency, total_minor,
    account_type, marketplace_id, order_id, group_id, settlement_id, deferred_id, release_id,
    disbursement_id, deferral_reason, matures_at, lines_hash, sold_to_id
    """

  init(_ database: Database) throws(StoreError) {
    self.database = database
    select = try Statement(
      """
      SELECT transaction_number, status, lines_hash, group_id, matures_at, release_id,
        settlement_id, posted_at, total_minor, sold_to_id
      FROM amazon_transaction WHERE store = ? AND transaction_id = ?
      """, on: database)
    insert = try Statement(
      """
      INSERT INTO amazon_transaction (\(TransactionWriter.columns))
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, on: database)
    update = try Statement(
      """
      UPDATE amazon_transaction SET (\(TransactionWriter.columns))
        = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      WHERE transaction_number = ?
      """, on: database)
    deleteLines = try Statement(
      "DELETE FROM transaction_line WHERE transaction_number = ?", on: database)
    insertLine = try Statement("INSERT INTO transaction_line VALUES (?, ?, ?, ?, ?)", on: database)
    insertState = try Statement(
      "INSERT OR REPLACE INTO transaction_state VALUES (?, ?, ?, ?, ?)", on: database)
    release = try Statement(
      """
      UPDATE amazon_transaction SET status = 'DEFERRED_RELEASED', release_id = ?,
        settlement_id = coalesce(?, settlement_id),
        matures_at = CASE WHEN deferral_reason IS NULL THEN matures_at
          ELSE coalesce(?, matures_at) END
      WHERE store = ? AND transaction_id = ?
      """, on: database)
    selectRelease = try Statement(
      """
      SELECT transaction_id, settlement_id, matures_at FROM amazon_transaction
      WHERE store = ? AND deferred_id = ?
      """, on: database)
    insertPath = try Statement("INSERT OR IGNORE INTO line_path (path) VALUES (?)", on: database)
    selectWording = try Statement(
      "SELECT high, low FROM transaction_wording WHERE transaction_number = ?", on: database)
    insertWording = try Statement(
      "INSERT OR REPLACE INTO transaction_wording VALUES (?, ?, ?, ?, ?)", on: database)
  }

  /// Returns whether it told anything new: never, where its last words are said again.
  func upsert(
    _ told: ToldTransaction, _ store: String, _ at: Instant
  ) throws(StoreError) -> Bool {
    let transaction: Transaction
    let wording: Fingerprint?
    switch told {
    case .read(let read, let its): (transaction, wording) = (read, its)
    case .repeated(let its, let read):
      guard outdated[store]?.contains(its) ?? false, let again = read() else { return false }
      (transaction, wording) = (again, its)
    }
    let (number, isNews) = try upsert(transaction, store, at)
    let age = at.seconds - transaction.postedAt.seconds
    if let number, age < Ledger.wordingSeconds {
      try keep(wording, of: number, transaction.postedAt, store)
    }
    return isNews
  }

  private func keep(
    _ wording: Fingerprint?, of number: Int64, _ postedAt: Instant, _ store: String
  ) throws(StoreError) {
    try selectWording.bind(.integer(number))
    if try selectWording.step() {
      let last = Fingerprint(words: (selectWording.integer(0), selectWording.integer(1)))
      if last == wording { return }
      outdated[store, default: []].insert(last)
    }
    guard let wording else {
      try Statement(
        "DELETE FROM transaction_wording WHERE transaction_number = ?", on: database
      ).run(.integer(number))
      return
    }
    outdated[store]?.remove(wording)
    try insertWording.run(
      .integer(number), .text(store), .integer(postedAt.seconds), .integer(wording.words.0),
      .integer(wording.words.1))
  }

  private func upsert(
    _ told: Transaction, _ store: String, _ at: Instant
  ) throws(StoreError) -> (number: Int64?, isNews: Bool) {
    var transaction = told
    try complete(&transaction, store)
    try select.bind(.text(store), .text(transaction.id))
    let hash = TransactionWriter.hash(of: transaction.lines)
    var number: Int64?
    if try select.step() {
      number = select.integer(0)
      let status = Transaction.Status(rawValue: select.text(1))
      // A page fetched before the release can come in after it, never the other way round.
      if transaction.status == .deferred, status != .deferred { return (number, false) }
      transaction.groupID = transaction.groupID ?? select.optionalText(3)
      transaction.settlementID = transaction.settlementID ?? select.optionalText(6)
      if transaction.soldToID.isEmpty { transaction.soldToID = select.text(9) }
      let isSame =
        status == transaction.status && select.integer(2) == hash
        && select.optionalText(3) == transaction.groupID
        && select.optionalInteger(4) == transaction.deferral?.maturesAt?.seconds
        && select.optionalText(5) == transaction.releaseID
        && select.optionalText(6) == transaction.settlementID
        && select.integer(7) == transaction.postedAt.seconds
        && select.integer(8) == transaction.total.minorUnits
        && select.text(9) == transaction.soldToID
      if isSame { return (number, false) }
    }
    number = try write(transaction, store, number: number, hash: hash)
    try insertState.run(
      .text(store), .text(transaction.id), .integer(at.seconds),
      .text(transaction.status.rawValue), .optional(transaction.deferral?.maturesAt?.seconds))
    if let deferredID = transaction.deferredID {
      try releaseDeferred(deferredID, by: transaction, store, at)
    }
    return (number, true)
  }

  /// Releases the deferred transaction that a release names, if it is known already.
  private func releaseDeferred(
    _ id: String, by transaction: Transaction, _ store: String, _ at: Instant
  ) throws(StoreError) {
    let maturesAt = transaction.deferral?.maturesAt?.seconds
    try select.bind(.text(store), .text(id))
    guard try select.step() else { return }
    let isNews = select.text(1) != Transaction.Status.deferredReleased.rawValue
    let maturedAt = maturesAt ?? select.optionalInteger(4)
    try release.run(
      .text(transaction.id), .optional(transaction.settlementID), .optional(maturesAt),
      .text(store), .text(id))
    guard isNews else { return }
    try insertState.run(
      .text(store), .text(id), .integer(at.seconds),
      .text(Transaction.Status.deferredReleased.rawValue), .optional(maturedAt))
  }

  /// A deferred transaction whose release is known already is released, whatever an older page says.
  private func complete(_ transaction: inout Transaction, _ store: String) throws(StoreError) {
    guard transaction.deferredID == nil else { return }
    try selectRelease.bind(.text(store), .text(transaction.id))
    guard try selectRelease.step() else { return }
    transaction.status = .deferredReleased
    transaction.releaseID = selectRelease.text(0)
    transaction.settlementID = selectRelease.optionalText(1) ?? transaction.settlementID
    if let matures = selectRelease.optionalInteger(2) {
      transaction.deferral?.maturesAt = Instant(seconds: matures)
    }
  }

  private func write(
    _ transaction: Transaction, _ store: String, number: Int64?, hash: Int64
  ) throws(StoreError) -> Int64 {
    let values: [Value] = [
      .text(store), .text(transaction.id), .text(transaction.status.rawValue),
      .text(transaction.type), .text(transaction.description),
      .integer(transaction.postedAt.seconds), .text(transaction.total.currency.code),
      .integer(transaction.total.minorUnits), .text(transaction.accountType),
      .text(transaction.marketplaceID), .optional(transaction.orderID),
      .optional(transaction.groupID), .optional(transaction.settlementID),
      .optional(transaction.deferredID), .optional(transaction.releaseID),
      .optional(transaction.disbursementID), .optional(transaction.deferral?.reason),
      .optional(transaction.deferral?.maturesAt?.seconds), .integer(hash),
      .text(transaction.soldToID),
    ]
    let id: Int64
    if let number {
      try deleteLines.run(.integer(number))
      try update.bind(values + [.integer(number)]).finish()
      id = number
    } else {
      try insert.bind(values).finish()
      id = database.lastInsertedID
    }
    for (position, line) in transaction.lines.enumerated() {
      try insertLine.run(
        .integer(id), .integer(Int64(position)), .text(line.sku), .integer(try pathID(line.path)),
        .integer(line.amountMinor))
    }
    return id
  }

  private func pathID(_ path: String) throws(StoreError) -> Int64 {
    if let known = paths[path] { return known }
    try insertPath.run(.text(path))
    let find = try Statement("SELECT path_id FROM line_path WHERE path = ?", on: database)
    try find.bind(.text(path))
    guard try find.step() else { throw StoreError(.damaged("line_path"), at: database.path) }
    paths[path] = find.integer(0)
    return find.integer(0)
  }

  /// FNV-1a over the lines: tells whether they have changed.
  private static func hash(of lines: [TransactionLine]) -> Int64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for line in lines {
      for byte in line.sku.utf8 { add(byte) }
      add(0x1F)
      for byte in line.path.utf8 { add(byte) }
      add(0x1F)
      withUnsafeBytes(of: line.amountMinor.littleEndian) { for byte in $0 { add(byte) } }
    }
    return Int64(bitPattern: hash)
  }
}

extension Ledger {
  /// Words are kept as long as a listing may tell a transaction again: 100 days from its posting.
  fileprivate static let wordingSeconds: Int64 = 100 * 86_400

  /// By store, the last words of transactions; old ones are forgotten.
  package func knownWordings(
    at instant: Instant
  ) throws(StoreError) -> [String: KnownWordings] {
    try Statement("DELETE FROM transaction_wording WHERE posted_at < ?", on: database).run(
      .integer(instant.seconds - Ledger.wordingSeconds))
    let select = try Statement(
      "SELECT store, high, low, posted_at FROM transaction_wording", on: database)
    var wordings: [String: KnownWordings] = [:]
    while try select.step() {
      let words = Fingerprint(words: (select.integer(1), select.integer(2)))
      wordings[select.text(0), default: [:]][words] = Instant(seconds: select.integer(3))
    }
    return wordings
  }
}
