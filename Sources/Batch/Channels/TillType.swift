/// What a row of a till's export does, by what the till calls its type.
package enum TillType: String, Sendable, CaseIterable {
  case sale, refund
  /// Takes a sale back that never was: goods and money stayed where they were.
  case void
  /// A row that is neither, such as the opening of a drawer; it does not count.
  case ignored

  /// What a word means in the exports of tills, whatever its case; nil for a word that is not known.
  static func meaning(of word: String) -> TillType? {
    let word = word.lowercased()
    if let type = known[word] { return type }
    // As parts of longer ones, such as `partial refund` and `sales_return`.
    return word.contains("refund") || word.contains("return") ? .refund : nil
  }

  /// In English, German, French, Spanish, Italian, Dutch, Japanese and Chinese; what could as well
  /// be something else, such as `Gutschrift` (a credit note, or a voucher), is not here.
  static let words: [(type: TillType, words: [String])] = [
    (
      .sale,
      [
        "sale", "sales", "purchase", "order", "payment", "verkauf", "barverkauf", "kauf", "vente",
        "achat", "venta", "compra", "vendita", "acquisto", "verkoop", "売上", "販売", "销售", "銷售",
        "零售",
      ]
    ),
    (
      .refund,
      [
        "refund", "return", "retoure", "rückgabe", "rueckgabe", "rücknahme", "ruecknahme",
        "erstattung", "rückerstattung", "rueckerstattung", "retour", "remboursement", "devolución",
        "devolucion", "reembolso", "reso", "rimborso", "terugbetaling", "teruggave", "返品", "返金",
        "払戻", "払い戻し", "退货", "退貨", "退款",
      ]
    ),
    (
      .void,
      [
        "void", "voided", "cancelled", "canceled", "cancellation", "storno", "stornierung",
        "storniert", "annulation", "annulé", "anulación", "anulacion", "annullamento", "annullato",
        "annulering", "geannuleerd", "取消", "取消し", "取り消し", "作废", "作廢",
      ]
    ),
  ]

  private static let known = Dictionary(
    uniqueKeysWithValues: words.flatMap { type, words in words.map { ($0, type) } })

  /// All words by what they mean, for those whose own is not among them.
  static let vocabulary = words.map { type, words in
    "\(type.rawValue) (\(words.joined(separator: ", ")))"
  }.joined(separator: ", ")
}

extension ChannelLayout {
  /// What an export's word for a type means: as the layout says, else as tills use it.
  func tillType(_ word: String) -> TillType? {
    types[word.lowercased()] ?? TillType.meaning(of: word)
  }

  /// Each word with its meaning, in the order of the words.
  var tillWords: [(word: String, type: TillType)] {
    guard kind == .tillSales, columns[.type] != nil else { return [] }
    var meanings = types
    for (type, words) in TillType.words {
      for word in words where meanings[word] == nil { meanings[word] = type }
    }
    return meanings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
