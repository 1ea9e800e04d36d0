import LedgerCore

/// What the rows of one event share: its type, its time, its goods, and so its dimensions.
///
/// Rows of an order line follow one another. Whether a row still belongs to the event of the row
/// before it is seen by comparing bytes; only a new event is looked up.
struct EventContext: ~Copyable {
  private(set) var hasOrder = false
  private(set) var isKnownMarketplace = false
  private(set) var dimensions: Int32 = 0
  private(set) var allDimensions: [Dimensions] = []
  /// Whether the event's date could be used; its rows are skipped otherwise.
  var isValid = false

  private var hasPrevious = false
  /// The columns whose bytes tell events apart, in runs, and where they were in the row before.
  private var runs: [(first: Int, last: Int)] = []
  private let previous = UnsafeMutablePointer<Slice>.allocate(capacity: EventContext.maximumRuns)
  private var resolver: DimensionResolver?

  private var marketplaces = ByteInterner()
  private var marketplaceTexts: [ByteString] = []
  private var marketplaceFacts: [MarketplaceFacts] = []
  private var skus = ByteInterner(capacity: 1024)
  private var skuTexts: [ByteString] = []
  private var fulfillments = ByteInterner()
  private var fulfillmentTexts: [ByteString] = []
  private var skuCosts: [(day: CalendarDate, cost: Int64?)] = []
  private var known = PairIndex()
  private var dimensionsOfKnown: [Int32] = []
  private var days = KeyIndex()
  private var prefixMasks: [UInt64] = []
  private var numbers: [Dimensions: Int32] = [:]
  private var sku: Int32 = -1
  private var localDay = CalendarDate(dayNumber: 0)

  private struct MarketplaceFacts {
    let zone: ZoneRules
    let isKnown: Bool
  }

  static let maximumRuns = 8

  deinit { previous.deallocate() }

  mutating func follow(_ layout: ColumnLayout) {
    runs = layout.contextRuns
    precondition(runs.count <= EventContext.maximumRuns)
    forget()
  }

  /// The window has moved: rows that follow cannot be compared with the one before.
  mutating func forget() { hasPrevious = false }

  /// Rows that follow are another settlement's, maybe with another home marketplace.
  mutating func enter(_ resolver: DimensionResolver) {
    guard self.resolver?.home != resolver.home else { return }
    self.resolver = resolver
    known = PairIndex()
    dimensionsOfKnown = []
    marketplaceFacts = marketplaceTexts.map { EventContext.facts($0, resolver) }
  }

  /// Whether the row repeats the event of the row before it.
  @inline(__always)
  mutating func isSame(_ span: borrowing RawSpan, _ scanner: borrowing RowScanner) -> Bool {
    var same = hasPrevious
    for index in runs.indices {
      let now = Slice(
        start: scanner.raw(runs[index].first).start, end: scanner.raw(runs[index].last).end)
      same = same && span.same(now, previous[index])
      previous[index] = now
    }
    return same
  }

  enum Outcome {
    case success(Timestamp)
    case failure(Slice)
  }

  /// Looks up a new event; the failure names the cell that is no date.
  mutating func read(
    _ span: borrowing RawSpan, _ scanner: borrowing RowScanner, _ places: HotPlaces,
    dates: inout TimestampText, texts: inout TextState
  ) -> Outcome {
    hasPrevious = true
    isValid = true
    hasOrder = !span.trimmed(scanner.raw(places.orderID)).isEmpty
    var cell = span.trimmed(scanner.raw(places.postedDateTime))
    if cell.isEmpty { cell = span.trimmed(scanner.raw(places.postedDate)) }
    guard !cell.isEmpty, let posted = dates.timestamp(span, cell) else { return .failure(cell) }
    resolve(span, scanner, places, posted.instant, texts: &texts)
    return .success(posted)
  }

  private mutating func resolve(
    _ span: borrowing RawSpan, _ scanner: borrowing RowScanner, _ places: HotPlaces, _ posted: Instant,
    texts: inout TextState
  ) {
    guard let resolver else { preconditionFailure("a row was read before its summary line") }
    let marketplace = intern(
      span, span.trimmed(scanner.raw(places.marketplaceName)), into: .marketplaces, &texts)
    sku = intern(span, span.trimmed(scanner.raw(places.sku)), into: .skus, &texts)
    let fulfillment = intern(
      span, span.trimmed(scanner.raw(places.fulfillmentID)), into: .fulfillments, &texts)
    let facts = marketplaceFacts[Int(marketplace)]
    isKnownMarketplace = facts.isKnown
    localDay = facts.zone.day(of: posted)
    let prefixes = orderPrefixesMet(
      span, span.trimmed(scanner.raw(places.merchantOrderID)), &texts)
    let day = days.index(
      of: UInt64(UInt32(bitPattern: posted.day().dayNumber)) << 32
        | UInt64(UInt32(bitPattern: localDay.dayNumber))
    ).index
    let (index, isNew) = known.index(
      of: UInt64(marketplace) << 40 | UInt64(fulfillment) << 16 | UInt64(maskNumber(prefixes)),
      UInt64(sku) << 32 | UInt64(day))
    guard isNew else {
      dimensions = dimensionsOfKnown[Int(index)]
      return
    }
    let value = resolver.dimensions(
      marketplaceName: marketplaceTexts[Int(marketplace)], sku: skuTexts[Int(sku)],
      fulfillment: fulfillmentTexts[Int(fulfillment)], orderPrefixesMet: prefixes,
      postedAt: posted)
    let number = numbers[value] ?? Int32(allDimensions.count)
    if number == Int32(allDimensions.count) {
      allDimensions.append(value)
      numbers[value] = number
    }
    dimensionsOfKnown.append(number)
    dimensions = number
  }

  private mutating func maskNumber(_ mask: UInt64) -> Int {
    if let known = prefixMasks.firstIndex(of: mask) { return known }
    prefixMasks.append(mask)
    return prefixMasks.count - 1
  }

  private mutating func intern(
    _ span: borrowing RawSpan, _ slice: Slice, into column: Column, _ texts: inout TextState
  ) -> Int32 {
    switch column {
    case .marketplaces:
      let (id, isNew) = marketplaces.intern(span, slice)
      if isNew, let resolver {
        let text = texts.decode(span.array(slice))
        marketplaceTexts.append(text)
        marketplaceFacts.append(EventContext.facts(text, resolver))
      }
      return id
    case .skus:
      let (id, isNew) = skus.intern(span, slice)
      if isNew {
        skuTexts.append(texts.decode(span.array(slice)))
        skuCosts.append((CalendarDate(dayNumber: .min), nil))
      }
      return id
    case .fulfillments:
      let (id, isNew) = fulfillments.intern(span, slice)
      if isNew { fulfillmentTexts.append(texts.decode(span.array(slice))) }
      return id
    }
  }

  private enum Column { case marketplaces, skus, fulfillments }

  private static func facts(
    _ name: ByteString, _ resolver: DimensionResolver
  ) -> MarketplaceFacts {
    let marketplace = resolver.marketplaces.named(name)
    return MarketplaceFacts(
      zone: resolver.zone(of: marketplace ?? resolver.home), isKnown: marketplace != nil)
  }

  private func orderPrefixesMet(
    _ span: borrowing RawSpan, _ slice: Slice, _ texts: inout TextState
  ) -> UInt64 {
    guard let prefixes = resolver?.store.bindings.orderPrefixes, !prefixes.isEmpty, !slice.isEmpty
    else { return 0 }
    var met: UInt64 = 0
    let isPlain = !span.hasHighBit(slice)
    let text = isPlain ? ByteString("") : texts.decode(span.array(slice))
    for (bit, prefix) in prefixes.enumerated() {
      let holds =
        isPlain ? starts(span, slice, with: prefix.bytes) : text.hasPrefix(prefix)
      if holds { met |= 1 << UInt64(min(bit, 63)) }
    }
    return met
  }

  private func starts(
    _ span: borrowing RawSpan, _ slice: Slice, with prefix: [UInt8]
  ) -> Bool {
    guard slice.count >= prefix.count else { return false }
    for at in prefix.indices where span.byte(slice.start + at) != prefix[at] { return false }
    return true
  }

  /// The unit cost of the event's goods on its local day, in minor units; nil when unknown.
  mutating func unitCost() -> Int64? {
    guard let resolver, sku >= 0 else { return nil }
    if skuCosts[Int(sku)].day != localDay {
      let entry = resolver.store.catalog.entry(of: skuTexts[Int(sku)], on: localDay)
      skuCosts[Int(sku)] = (localDay, entry?.unitCostMinor)
    }
    return skuCosts[Int(sku)].cost
  }
}
