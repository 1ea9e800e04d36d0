import LedgerCore

/// A 凭证 file for Kingdee and Yonyou: Chinese summaries, the count of attachments, the outlet as
/// auxiliary item (核算项目).
///
/// Vouchers are numbered by month over the whole journal, so a part of it has the same numbers. No number
/// is left out, so what comes in late shifts those of an open month, which is told; a locked month's stay.
/// FREFERENCE names an entry for ever. What is taken back is written in red: negative, on the side on
/// which it was booked.
/// - Source: Kingdee K3 GL_VOUCHER import fields; GB/T 24589.
struct KingdeeWriter {
  private static let mostInSummary = 120
  private let book: ExportBook
  init(_ book: ExportBook) { self.book = book }

  func export() throws(ExportError) -> Export {
    let open = Set(book.entries.map(\.period)).filter { month in
      book.lastLocked.map { $0 < month } ?? true
    }.sorted()
    let warnings =
      open.isEmpty
      ? []
      : [
        "voucher numbers of months that are open may still change:"
          + " \(open.map(\.description).joined(separator: ", ")); lock them first (acorn period lock)"
      ]
    return Export(
      files: [ExportedFile("kingdee-voucher.csv", try bytes())], warnings: warnings)
  }

  private func bytes() throws(ExportError) -> [UInt8] {
    let own = try book.currency()
    var file = CSVFile(
      columns: [
        "FDATE", "FYEAR", "FPERIOD", "FGROUPID", "FNUMBER", "FENTRYID", "FEXPLANATION",
        "FACCOUNTID", "FACCOUNTNAME", "FDETAILID", "FCURRENCYID", "FEXCHANGERATETYPE",
        "FEXCHANGERATE", "FAMOUNTFOR", "FDEBIT", "FCREDIT", "FATTACHMENTS", "FREFERENCE",
      ], hasMark: true)
    let wanted = Set(book.entries.map(\.id))
    var numbers: [CalendarMonth: Int] = [:]
    for entry in book.journal {
      numbers[entry.period, default: 0] += 1
      guard wanted.contains(entry.id), let number = numbers[entry.period] else { continue }
      let lines = grouped(try book.functional(entry)) {
        [
          $0.account[.kingdee], $0.dimensions.outlet.text, $0.dimensions.store.text,
          $0.dimensions.category.text, $0.reference,
        ]
      }
      for (index, group) in lines.enumerated() {
        file.append(try row(entry, number, index + 1, group, own))
      }
    }
    return file.bytes
  }

  private func row(
    _ entry: AccountingEntry, _ number: Int, _ place: Int, _ group: GroupedLine, _ own: Currency
  ) throws(ExportError) -> [ExportCell] {
    let (year, month, _) = entry.date.civil
    let line = group.line
    let currency = line.amount.currency
    // In red a debit of 100 that is taken back is a debit of -100.
    let isDebit = (group.ownMinor > 0) != (entry.kind == .reversal)
    let minor = isDebit ? group.minor : -group.minor
    let ownAmount = isDebit ? group.ownMinor : -group.ownMinor
    let rate = try book.rateText(of: currency, in: entry, digits: 6)
    return [
      .plain(entry.date.description), .plain(String(year)), .plain(String(month)), .plain("记"),
      .plain(String(number)), .plain(String(place)),
      .text(cut(summary(entry, line), Self.mostInSummary)), .text(line.account[.kingdee]),
      .text(line.account[.kingdeeTitle]), .text(named(line.dimensions.outlet)),
      .plain(currency.code), .plain("01"), .plain(rate),
      .plain(decimalText(ownAmount, digits: currency.minorDigits)),
      .plain(isDebit ? decimalText(minor, digits: own.minorDigits) : ""),
      .plain(isDebit ? "" : decimalText(minor, digits: own.minorDigits)),
      .plain(String(entry.origin.documents.count)), .text(entry.id),
    ]
  }

  private func summary(_ entry: AccountingEntry, _ line: AccountingLine) -> String {
    let channel = entry.lines.lazy.compactMap { KingdeeWriter.channel(of: $0.role) }.first
    let place =
      switch channel {
      case .till: "门店\(line.dimensions.outlet)"
      case .webstore: "独立站\(line.dimensions.store)"
      case .vendor: "亚马逊供应商\(line.dimensions.store)"
      case nil: "亚马逊\(line.dimensions.store)店"
      }
    let what =
      switch entry.kind {
      case .settlement: "结算单\(line.reference)"
      case .payout: channel == nil ? "回款，结算单\(line.reference)" : "回款，\(line.reference)"
      case .channel: "，\(entry.date.monthText)，\(line.reference)"
      case .accrual: "计提未结算款项"
      case .accrualReversal: "冲回上月计提"
      case .reversal: "红字冲销\(entry.corrects)"
      case .correction: "更正\(entry.corrects)"
      }
    let title = line.account[.kingdeeTitle]
    let category = named(line.dimensions.category)
    return "\(place)\(what) \(title)" + (category.isEmpty ? "" : " 品类\(category)")
  }

  /// Roles of channels begin with the channel's name.
  private static func channel(of role: String) -> SalesChannel? {
    role.split(separator: "_").first.flatMap { SalesChannel(rawValue: String($0)) }
  }
}
