import LedgerCore

/// The name of an outlet or a category as a cost centre of DATEV's: where Windows-1252 has it and the
/// field takes it, as it is.
///
/// Otherwise as much of it as there is, and a digest of the whole: two cost centres stay two, and one
/// has the same name in every export. Names whose accents are coded otherwise are one name, where they
/// fit whole.
struct CostCentre {
  let bytes: [UInt8]
  let isWhole: Bool

  init(_ name: ByteString) {
    let name = oneLine(named(name))
    let text = Windows1252(name)
    let limit = 36
    let kept = DATEVRow.cut(text.bytes, limit)
    isWhole = text.isWhole && kept == text.bytes
    bytes =
      isWhole ? kept : DATEVRow.cut(text.bytes, limit - 9) + Array("-\(digest(of: name))".utf8)
  }
}

/// What a person must be told of a Buchungsstapel.
struct DATEVWarnings {
  private struct Place: Hashable, Comparable {
    let account, clearing: String
    let currency: Currency

    static func < (lhs: Place, rhs: Place) -> Bool {
      (lhs.account, lhs.clearing, lhs.currency) < (rhs.account, rhs.clearing, rhs.currency)
    }
  }

  private var left: [Place: (minor: Int64, count: Int, first: String)] = [:]
  private var seen: Set<ByteString> = []
  private var renamed: [ByteString] = []
  private var others: [String] = []

  /// Notes an amount for which there is no row, since its worth in the books rounds to nothing.
  mutating func leftOut(
    _ amount: Money, on account: String, against clearing: String, of entry: String
  ) {
    let place = Place(account: account, clearing: clearing, currency: amount.currency)
    left[place, default: (0, 0, entry)].minor += amount.minorUnits
    left[place]?.count += 1
  }

  /// Notes the cost centres of a row whose names are not those in the books.
  mutating func note(_ dimensions: EntryDimensions) {
    for name in [dimensions.outlet, dimensions.category] where seen.insert(name).inserted {
      if !CostCentre(name).isWhole { renamed.append(name) }
    }
  }

  mutating func hasNoFile() {
    others.append("there is no entry in these days, and DATEV has no file without rows")
  }

  var texts: [String] {
    var texts = left.sorted { $0.key < $1.key }.map { place, sum in
      "left out on \(place.account) against \(place.clearing):"
        + " \(Money(minorUnits: sum.minor, place.currency)), \(sum.count)"
        + " amount\(sum.count == 1 ? "" : "s") worth 0,00, which DATEV does not take"
        + " (first: \(sum.first))"
    }
    if !renamed.isEmpty {
      let names = renamed.sorted().map { "\($0) is \(Windows1252.text(CostCentre($0).bytes))" }
      texts.append(
        "cost centres that are too long, or have characters that Windows-1252 lacks: "
          + names.joined(separator: "; "))
    }
    return texts + others
  }
}
