/// A month that was locked, with its journal, or opened again, as it is archived.
///
/// Lines of tab-separated cells; `%`, tab and line feed are escaped. The trial balance stands in the
/// document so that people and other programs find it there; reading compares it with the entries.
/// `functional` is the currency of the books for the entries below it, `rate` what a unit of another
/// currency is worth in it for the entry above, as a fraction, with the day of the quote.
/// Documents of earlier versions have neither.
package enum PeriodDocument: Sendable {
  case lock(LockedPeriod)
  /// `by` is empty in documents from before it was asked for.
  case unlock(CalendarMonth, reason: String, by: String)

  private static let firstLine = "acorn period 1"

  package var month: CalendarMonth {
    switch self {
    case .lock(let period): period.month
    case .unlock(let month, _, _): month
    }
  }

  // MARK: - Writing

  /// `trialBalance` holds the month's lines.
  package static func bytes(
    locking period: LockedPeriod, trialBalance: [TrialBalanceLine]
  ) -> [UInt8] {
    var text = "\(firstLine)\n" + row(["lock", period.month.description, period.person])
    var places: [ChartAccount: Int] = [:]
    var functional: Currency?
    for entry in period.entries {
      if entry.bookedRates?.functional != functional {
        functional = entry.bookedRates?.functional
        text += row(["functional", functional?.code ?? ""])
      }
      for line in entry.lines where places[line.account] == nil {
        places[line.account] = places.count
        text += row(
          ["account", line.account.name] + ChartColumn.allCases.map { line.account[$0] })
      }
      text += row([
        "entry", entry.id, entry.date.description, entry.kind.rawValue, entry.origin.channel,
        entry.origin.store, entry.origin.reference,
        entry.origin.documents.joined(separator: " "), entry.cause, entry.corrects,
        entry.rateDay.description,
      ])
      for (currency, rate) in (entry.bookedRates?.rates ?? [:]).sorted(by: { $0.key < $1.key }) {
        text += row([
          "rate", currency.code, String(rate.numerator), String(rate.denominator),
          rate.date.description,
        ])
      }
      for line in entry.lines {
        text += row([
          "line", String(places[line.account] ?? 0), line.role, line.dimensions.store.text,
          line.dimensions.marketplace.text, line.dimensions.category.text,
          line.dimensions.outlet.text, line.reference, line.amount.currency.code,
          String(line.amount.minorUnits), line.text,
        ])
      }
    }
    for line in trialBalance {
      text += row([
        "balance", line.account, line.currency.code, String(line.openingMinor),
        String(line.debitMinor), String(line.creditMinor), String(line.closingMinor),
      ])
    }
    return Array(text.utf8)
  }

  package static func bytes(
    unlocking month: CalendarMonth, reason: String, by person: String
  ) -> [UInt8] {
    Array("\(firstLine)\n\(row(["unlock", month.description, reason, person]))".utf8)
  }

  private static func row(_ cells: [String]) -> String {
    cells.map(escaped).joined(separator: "\t") + "\n"
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 37 || $0 == 9 || $0 == 10 }) else { return text }
    return String(
      decoding: text.utf8.flatMap { byte -> [UInt8] in
        switch byte {
        case 37: Array("%25".utf8)
        case 9: Array("%09".utf8)
        case 10: Array("%0a".utf8)
        default: [byte]
        }
      }, as: UTF8.self)
  }

  // MARK: - Reading

  /// Nil when it is not such a document, or its parts contradict one another.
  package init?(bytes: [UInt8]) {
    var reader = PeriodDocumentReader()
    let lines = bytes.split(separator: 10)
    guard let first = lines.first, ByteString(first) == ByteString(PeriodDocument.firstLine),
      lines.count >= 2
    else { return nil }
    let head = PeriodDocument.cells(lines[1])
    guard head.count >= 2, let month = CalendarMonth(head[1]) else { return nil }
    switch (head[0], head.count) {
    case ("unlock", 3): self = .unlock(month, reason: head[2], by: "")
    case ("unlock", 4): self = .unlock(month, reason: head[2], by: head[3])
    case ("lock", 2), ("lock", 3):
      for line in lines.dropFirst(2) {
        guard reader.take(PeriodDocument.cells(line)) else { return nil }
      }
      guard let entries = reader.finish(),
        entries.allSatisfy({ $0.period == month })
      else { return nil }
      self = .lock(
        LockedPeriod(month: month, entries: entries, by: head.count > 2 ? head[2] : ""))
    default: return nil
    }
  }

  private static func cells(_ line: ArraySlice<UInt8>) -> [String] {
    line.split(separator: 9, omittingEmptySubsequences: false).map { cell in
      guard cell.contains(37) else { return String(decoding: cell, as: UTF8.self) }
      var bytes: [UInt8] = []
      var rest = cell
      while let byte = rest.popFirst() {
        guard byte == 37, rest.count >= 2,
          let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        else {
          bytes.append(byte)
          continue
        }
        bytes.append(code)
        rest = rest.dropFirst(2)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}

/// Puts the rows of a lock document together again.
private struct PeriodDocumentReader {
  private var accounts: [ChartAccount] = []
  private var head: [String]?
  /// The currency of the books, as stated last and as it was for the entry that is read.
  private var functional: Currency?
  private var headFunctional: Currency?
  private var rates: [Currency: ExchangeRate] = [:]
  private var lines: [AccountingLine] = []
  private var entries: [AccountingEntry] = []
  /// Movement of the month by account and currency, as stated; taken down by the entries.
  private var stated: [String: Int64] = [:]

  /// False for a row that makes no sense.
  mutating func take(_ cells: [String]) -> Bool {
    switch (cells.first, cells.count) {
    case ("account", ChartColumn.allCases.count + 2):
      let named = zip(ChartColumn.allCases, cells.dropFirst(2)).filter { !$0.1.isEmpty }
      accounts.append(
        ChartAccount(name: cells[1], cells: Dictionary(uniqueKeysWithValues: named)))
      return true
    case ("entry", 11):
      guard close() else { return false }
      (head, headFunctional) = (cells, functional)
      return true
    case ("functional", 2):
      functional = Currency(cells[1])
      return cells[1].isEmpty || functional != nil
    case ("rate", 5):
      guard head != nil, headFunctional != nil, let currency = Currency(cells[1]),
        let numerator = Int64(cells[2]), let denominator = Int64(cells[3]),
        let date = CalendarDate(cells[4]),
        let rate = ExchangeRate(numerator: numerator, denominator: denominator, date: date)
      else { return false }
      return rates.updateValue(rate, forKey: currency) == nil
    case ("line", 11):
      guard let place = Int(cells[1]), accounts.indices.contains(place),
        let currency = Currency(cells[8]), let minor = Int64(cells[9])
      else { return false }
      lines.append(
        AccountingLine(
          account: accounts[place], role: cells[2],
          dimensions: EntryDimensions(
            store: ByteString(cells[3]), marketplace: ByteString(cells[4]),
            category: ByteString(cells[5]), outlet: ByteString(cells[6])),
          reference: cells[7], amount: Money(minorUnits: minor, currency), text: cells[10]))
      return true
    case ("balance", 7):
      guard let debit = Int64(cells[4]), let credit = Int64(cells[5]) else { return false }
      stated["\(cells[1]) \(cells[2])", default: 0] += debit - credit
      return true
    default: return false
    }
  }

  private mutating func close() -> Bool {
    guard let head else { return lines.isEmpty }
    guard let date = CalendarDate(head[2]), let kind = AccountingEntry.Kind(rawValue: head[3]),
      let rateDay = CalendarDate(head[10]), AccountingEntry.isBalanced(lines)
    else { return false }
    for line in lines {
      stated["\(line.account.name) \(line.amount.currency)", default: 0] -= line.amount.minorUnits
    }
    entries.append(
      AccountingEntry(
        id: head[1], date: date, kind: kind,
        origin: EntryOrigin(
          channel: head[4], store: head[5], reference: head[6],
          documents: head[7].split(separator: " ").map(String.init)),
        cause: head[8], corrects: head[9], rateDay: rateDay,
        bookedRates: headFunctional.map { BookedRates(functional: $0, rates: rates) },
        lines: lines))
    self.head = nil
    (lines, rates) = ([], [:])
    return true
  }

  mutating func finish() -> [AccountingEntry]? {
    guard close(), stated.values.allSatisfy({ $0 == 0 }) else { return nil }
    return entries
  }
}
