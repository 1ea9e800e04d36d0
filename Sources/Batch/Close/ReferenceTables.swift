import LedgerCore

/// The tables that the figures of reports rest on besides documents and the user's files: with them
/// a reader can compute the reports anew without Acorn.
struct ReferenceTables {
  let master: MasterData

  /// File names and contents.
  var files: [(name: String, bytes: [UInt8])] {
    [
      ("chart.tsv", AccountingChart.builtInBytes),
      ("layouts.tsv", Array(ChannelLayouts(master.configuration).table.utf8)),
      ("marketplaces.tsv", Array(marketplaces.utf8)),
      ("rules.tsv", Array((describe(master.rules) + "\n").utf8)),
    ]
  }

  func write(to folder: String) throws(BatchError) {
    for file in files { try replaceFile("\(folder)/\(file.name)", with: file.bytes) }
  }

  /// Each name of each marketplace, with what its rows are in and by which clock their days go.
  private var marketplaces: String {
    let lines = master.marketplaces.names.map { name, marketplace in
      [marketplace.code, name.text, marketplace.currency.code, marketplace.timeZone]
        .joined(separator: "\t")
    }
    return (["code\tname\tcurrency\ttime_zone"] + lines).joined(separator: "\n") + "\n"
  }
}
