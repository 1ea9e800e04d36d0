import LedgerCore

extension ChannelLayouts {
  /// Every layout in force, in the order in which they are tried, as a table: which column of an
  /// export is what, and how it writes numbers and days. With it the exports can be read without
  /// Acorn.
  var table: String {
    var lines = ["layout\tkind\titem\tname\tvalue"]
    for (place, layout) in all.enumerated() {
      for (item, name, value) in layout.items {
        lines.append("\(place + 1)\t\(layout.kind.rawValue)\t\(item)\t\(name)\t\(value)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension ChannelLayout {
  fileprivate var items: [(item: String, name: String, value: String)] {
    var items: [(item: String, name: String, value: String)] = [
      ("setting", "name", name), ("setting", "delimiter", delimiter == 9 ? "tab" : text(delimiter)),
      ("setting", "decimal", decimalComma ? "," : "."), ("setting", "dates", dates.rawValue),
      ("setting", "tax", tax?.rawValue ?? ""), ("setting", "outlet", outlet.text),
      ("setting", "currency", currency?.code ?? ""), ("setting", "row_type", rowType.text),
      ("setting", "till_source", tillSource.text), ("setting", "store", store),
      ("setting", "charset", charset.rawValue),
    ]
    items += (signature.isEmpty ? required : signature).map { ("signature", $0, "") }
    for (field, column) in columns.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      items.append((optional.contains(field) ? "optional" : "column", field.rawValue, column))
    }
    for (name, outlet) in outletNames.sorted(by: { $0.key < $1.key }) {
      items.append(("outlet", name.text, outlet.text))
    }
    items += tillWords.map { ("type", $0.word, $0.type.rawValue) }
    return items
  }

  private func text(_ byte: UInt8) -> String { String(decoding: [byte], as: UTF8.self) }
}
