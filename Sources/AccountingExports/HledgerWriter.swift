import LedgerCore

/// hledger's journal: every entry in its own currencies, dimensions as tags, balances asserted.
/// - Source: hledger manual, "Journal format"; `ledger` reads it too but for `account` types.
struct HledgerWriter {
  private let book: ExportBook
  init(_ book: ExportBook) { self.book = book }

  var bytes: [UInt8] {
    let entries = book.entries
    var text = "; Acorn: a debit is positive, a credit negative\n"
    for currency in Set(entries.flatMap(\.currencies)).sorted() {
      let digits = currency.minorDigits
      text += "commodity 1000.\(String(repeating: "0", count: digits)) \(currency)\n"
    }
    let accounts = Set(entries.flatMap(\.lines).map(\.account.name)).sorted()
    for account in accounts { text += "account \(account)\n" }
    for entry in entries { text += "\n" + transaction(entry) }
    if book.isFromTheBeginning { text += assertions(entries) }
    return Array(text.utf8)
  }

  private func transaction(_ entry: AccountingEntry) -> String {
    var text =
      "\(entry.date) * (\(safe(entry.id))) \(safe(entry.origin.channel)) \(safe(entry.origin.store))"
      + " | \(safe(entry.cause))\n"
    text += "    ; kind:\(entry.kind.rawValue)\n"
    for document in entry.origin.documents { text += "    ; raw-sha256:\(document)\n" }
    if !entry.corrects.isEmpty {
      text += "    ; corrects:\(tag(ByteString(entry.corrects)))\n"
    }
    for line in entry.lines {
      let dimensions = line.dimensions
      var tags = [
        "store:\(tag(dimensions.store))", "marketplace:\(tag(dimensions.marketplace))",
        "category:\(tag(dimensions.category))", "outlet:\(tag(dimensions.outlet))",
      ]
      if !line.text.isEmpty { tags.append("rows:\(tag(ByteString(line.text)))") }
      text += "    \(line.account.name)  \(line.amount)  ; \(tags.joined(separator: ", "))\n"
    }
    return text
  }

  /// What each account holds at the end, as hledger's own check.
  private func assertions(_ entries: [AccountingEntry]) -> String {
    guard let last = entries.map(\.date).max() else { return "" }
    var text = "\n\(last) * (balances) as in Acorn's trial balance\n"
    for line in closingBalances(entries) {
      let zero = decimalText(0, digits: line.amount.currency.minorDigits)
      text += "    \(line.account)  \(zero) \(line.amount.currency) = \(line.amount)\n"
    }
    return text
  }

  /// No character that ends a code, a description or a comment.
  private func safe(_ text: String) -> String {
    replaced(oneLine(text), [59: ",", 124: "/", 40: "[", 41: "]"])
  }

  /// A tag's value ends at a comma, and a date in square brackets would be the posting's.
  private func tag(_ value: ByteString) -> String {
    replaced(oneLine(value.text), [44: ";", 91: "(", 93: ")"])
  }
}

/// What each account holds after all entries, by name and currency.
func closingBalances(_ entries: [AccountingEntry]) -> [(account: String, amount: Money)] {
  var latest: [String: TrialBalanceLine] = [:]
  for line in trialBalance(of: entries) { latest["\(line.account) \(line.currency)"] = line }
  return latest.sorted { $0.key < $1.key }.map {
    ($0.value.account, Money(minorUnits: $0.value.closingMinor, $0.value.currency))
  }
}
