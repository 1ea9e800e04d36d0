import LedgerCore

/// Beancount's journal: every entry in its own currencies, dimensions as metadata, balances asserted.
/// What is asserted of an account that has sub-accounts is the sum of all of them, as Beancount reads it.
/// - Source: Beancount language syntax, v2 and v3: "Balance Assertions on Parent Accounts".
struct BeancountWriter {
  private let book: ExportBook
  init(_ book: ExportBook) { self.book = book }

  var bytes: [UInt8] {
    let entries = book.entries
    var text = "option \"title\" \(quoted(book.settings.company))\n"
    for currency in Set(entries.flatMap(\.currencies)).sorted() {
      text += "option \"operating_currency\" \"\(currency)\"\n"
    }
    let firstUse = entries.reduce(into: [String: CalendarDate]()) { first, entry in
      for line in entry.lines { first[line.account.name] = first[line.account.name] ?? entry.date }
    }
    text += "\n"
    for (account, date) in firstUse.sorted(by: { $0.key < $1.key }) {
      text += "\(date) open \(account)\n"
    }
    for entry in entries { text += "\n" + transaction(entry) }
    if book.isFromTheBeginning, let last = entries.map(\.date).max() {
      let next = CalendarDate(dayNumber: last.dayNumber + 1)
      text += "\n"
      let balances = closingBalances(entries)
      for (account, own) in balances {
        let amount = balances.filter { $0.account.hasPrefix("\(account):") }.map(\.amount)
          .filter { $0.currency == own.currency }.reduce(own, +)
        // Without a tolerance of its own a difference of one minor unit would pass.
        let zero = decimalText(0, digits: amount.currency.minorDigits)
        text += "\(next) balance \(account)  \(amount.text) ~ \(zero) \(amount.currency)\n"
      }
    }
    return Array(text.utf8)
  }

  private func transaction(_ entry: AccountingEntry) -> String {
    let link = entry.lines.map(\.reference).first { !$0.isEmpty } ?? entry.origin.reference
    var text =
      "\(entry.date) * \(quoted("\(entry.origin.channel) \(entry.origin.store)"))"
      + " \(quoted(entry.cause)) ^acorn-\(linked(link))\n"
    text += "  entry-id: \(quoted(entry.id))\n  kind: \(quoted(entry.kind.rawValue))\n"
    if !entry.corrects.isEmpty { text += "  corrects: \(quoted(entry.corrects))\n" }
    for (index, document) in entry.origin.documents.enumerated() {
      text += "  raw-sha256\(index == 0 ? "" : "-\(index + 1)"): \"\(document)\"\n"
    }
    for line in entry.lines {
      text += "  \(line.account.name)  \(line.amount)\n"
      for (name, value) in [
        ("store", line.dimensions.store), ("marketplace", line.dimensions.marketplace),
        ("category", line.dimensions.category), ("outlet", line.dimensions.outlet),
        ("rows", ByteString(line.text)),
      ] where !value.isEmpty {
        text += "    \(name): \(quoted(value.text))\n"
      }
    }
    return text
  }

  private func quoted(_ text: String) -> String {
    "\"" + replaced(oneLine(text), [92: "\\\\", 34: "\\\""]) + "\""
  }

  private func linked(_ text: String) -> String {
    String(
      decoding: text.utf8.map { byte -> UInt8 in
        let isPlain =
          (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || byte == 46 || byte == 95
        return isPlain ? byte : 45
      }, as: UTF8.self)
  }
}
