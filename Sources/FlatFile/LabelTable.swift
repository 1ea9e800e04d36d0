import LedgerCore

/// The distinct label triples of a document, in order of first appearance.
struct LabelTable: ~Copyable {
  private(set) var triples: [LabelTriple] = []
  private var countsUnitsByLabel: [Bool] = []
  private var parts = ByteInterner()
  private var index = KeyIndex()
  /// Amount types and descriptions as they adjoin in the file, and the labels they stand for.
  private var adjoining = ByteInterner()
  private var adjoiningIndex = KeyIndex()
  private var known: [Known] = []
  /// The place in `known` of the row before; −1 before the first.
  private var last: Int32 = -1
  private var indexV1: [LabelTriple: Int32] = [:]

  /// A label under a transaction type.
  private struct Known {
    let type: Int32
    /// Its number among the adjoining texts.
    let text: Int32
    let label: Int32
    /// The place of the one that came after it last time: the rows of orders follow a pattern.
    var follower: Int32
  }

  /// Units are counted once an order line: on its price, not on each of its rows.
  static let sale = LabelTriple("order", "itemprice", "principal")

  func countsUnits(_ label: Int32) -> Bool { countsUnitsByLabel[Int(label)] }

  mutating func typeID(_ span: borrowing RawSpan, _ slice: Slice) -> Int32 {
    parts.intern(span, slice).id
  }

  /// The label of a row, from two fields as they stand.
  ///
  /// Where the fields adjoin, both are looked up at once, as one text with a tab in it.
  @inline(__always)
  mutating func label(
    _ span: borrowing RawSpan, type: Int32, amountType: Slice, description: Slice,
    texts: inout TextState
  ) -> Int32 {
    guard description.start == amountType.end + 1 else {
      return label(span, type, span.trimmed(amountType), span.trimmed(description), &texts)
    }
    if last >= 0 {
      let guess = known[Int(known[Int(last)].follower)]
      let text = Slice(start: amountType.start, end: description.end)
      if guess.type == type, adjoining.holds(guess.text, span, text) {
        last = known[Int(last)].follower
        return guess.label
      }
    }
    return unexpectedLabel(span, type, amountType, description, &texts)
  }

  @inline(never)
  private mutating func unexpectedLabel(
    _ span: borrowing RawSpan, _ type: Int32, _ amountType: Slice, _ description: Slice,
    _ texts: inout TextState
  ) -> Int32 {
    let text = adjoining.intern(span, Slice(start: amountType.start, end: description.end)).id
    let (place, isNew) = adjoiningIndex.index(
      of: UInt64(truncatingIfNeeded: type), UInt64(truncatingIfNeeded: text))
    if isNew {
      let label = label(span, type, span.trimmed(amountType), span.trimmed(description), &texts)
      known.append(Known(type: type, text: text, label: label, follower: place))
    }
    if last >= 0 { known[Int(last)].follower = place }
    last = place
    return known[Int(place)].label
  }

  @inline(never)
  private mutating func label(
    _ span: borrowing RawSpan, _ type: Int32, _ amountType: Slice, _ description: Slice,
    _ texts: inout TextState
  ) -> Int32 {
    let kind = parts.intern(span, amountType).id
    let detail = parts.intern(span, description).id
    let (label, isNew) = index.index(of: UInt64(type), UInt64(kind) << 32 | UInt64(detail))
    if isNew {
      add(
        LabelTriple(
          texts.decode(parts.bytes(of: type)), texts.decode(parts.bytes(of: kind)),
          texts.decode(parts.bytes(of: detail))))
    }
    return label
  }

  private mutating func add(_ triple: LabelTriple) {
    triples.append(triple)
    countsUnitsByLabel.append(triple.folded == LabelTable.sale)
  }

  /// The V2 triple that a V1 amount stands for; `other-amount` is named by its transaction type.
  ///
  /// - Source: Amazon's mapping of V1 to V2: the type of an other-amount row is the description of
  ///   an `other-transaction`, a `- Reversal` or `- Correction` behind it moves to the type.
  mutating func labelV1(type: [UInt8], kind: V1Amount, typeText: [UInt8]) -> Int32 {
    let triple: LabelTriple
    if kind.amount == .otherAmount {
      let text = ByteString(type).text
      let suffix = [" - Reversal", " - Correction"].first { text.hasSuffix($0) } ?? ""
      triple = LabelTriple(
        ByteString("other-transaction" + suffix), ByteString(kind.amountType),
        ByteString(String(text.dropLast(suffix.count))))
    } else {
      triple = LabelTriple(ByteString(type), ByteString(kind.amountType), ByteString(typeText))
    }
    if let known = indexV1[triple] { return known }
    let label = Int32(triples.count)
    add(triple)
    indexV1[triple] = label
    return label
  }
}
