import AccountingExports
import LedgerCore

extension Books {
  /// The journal as files of an accounting system; `byRowGroup` shows each group of rows for itself.
  package func export(
    _ format: ExportFormat, from: CalendarDate?, to: CalendarDate?, byRowGroup: Bool = false
  ) throws(BatchError) -> Export {
    try update()
    var settings = master.configuration.accounting
    settings.currency = settings.currency ?? master.configuration.functionalCurrency
    let rates = master.rates
    do throws(ExportError) {
      if format == .erp, let name = master.configuration.erpTemplateFile {
        let path = context.home.file(name)
        guard let bytes = contents(ofFile: path) else {
          throw ExportError(
            "\(path): the erp_template of [accounting] cannot be read; it is a file, or one of"
              + " \(ERPTemplate.builtIn.keys.sorted().joined(separator: ", "))")
        }
        settings.template = try ERPTemplate(bytes, origin: name)
      }
    } catch {
      throw BatchError(error.description)
    }
    let maker = try journalMaker()
    let (journal, summed) =
      byRowGroup ? try maker.detailedJournal() : (try maker.journal(), [])
    let book = ExportBook(
      journal: journal, from: from, to: to, chart: master.chart, settings: settings,
      lastLocked: try LockedMonths(ledger).last
    ) { rates.rate(from: $0, to: $1, on: $2) }
    do throws(ExportError) {
      var made = try AccountingExports.export(book, as: format)
      if let functional = settings.currency, book.convertsAmounts(as: format) {
        made.warnings += staleRates(of: book.entries, to: functional)
      }
      let stillSummed = book.entries.filter { summed.contains($0.id) }
      if let first = stillSummed.first {
        made.warnings.append(
          "\(stillSummed.count == 1 ? "1 entry is" : "\(stillSummed.count) entries are") summed as"
            + " booked, not line by line: the rows stand otherwise today, since master data or a"
            + " document has changed (first: \(first.id))")
      }
      if book.entries.isEmpty, format != .datev {
        made.warnings.append("there is no entry in these days")
      }
      return made
    } catch {
      throw BatchError(error.description)
    }
  }

  /// Rates that are old on the day for which entries take them; what is locked has its own,
  /// where there was one.
  func staleRates(of entries: [AccountingEntry], to functional: Currency) -> [String] {
    var uses = RateUses(master)
    for entry in entries {
      for currency in entry.currencies where entry.bookedRates?.rates[currency] == nil {
        uses.note(from: currency, to: functional, on: entry.rateDay)
      }
    }
    return uses.troubles.map {
      "\($0.told(of: "entry", "entries")); \(RateUses.Trouble.whatToDo)"
    }
  }
}

/// The chart of accounts in force, as the file that can be edited.
package func chartText(_ context: RunContext) throws(BatchError) -> [UInt8] {
  var bytes = AccountingChart.builtInBytes
  guard context.home.exists, let own = try MasterFiles(context).paths()[.chart] else {
    return bytes
  }
  bytes += Array("\n# \(own)\n".utf8) + (contents(ofFile: own) ?? [])
  return bytes
}
