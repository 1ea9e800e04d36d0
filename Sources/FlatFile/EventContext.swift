import LedgerCore

/// What the rows of one event share: its type, its time, its goods, and so its dimensions.
///
/// Rows of an order line follow one another. Whether a row still belongs to the event of the row
/// before it is seen by comparing bytes; only a new event is looked up.
struct EventContext: ~Copyable {
  private(set) var hasOrder = false
  /// Counts the orders met so far: rows of one order follow one another.
  private(set) var orderSerial: Int32 = 0
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
  /// By marketplace, what each event needs: whether it is known, and the offset that held last.
  private var isKnown: [Bool] = []
  private var periods: [OffsetPeriod] = []
  private var fulfillments = ByteInterner()
  private var fulfillmentTexts: [ByteString] = []
  private var goods = GoodsTable()
  private var order = TextKey()
  /// The order id where it is longer than its key holds.
  private var longOrder: [UInt8] = []
  private var orderPrefixes: [ByteString] = []
  private var prefixMasks: [UInt64] = [0]
  /// The distinct triples of marketplace, category and outlet.
  private var places: [Place] = []
  private var placeNumbers: [Place: Int32] = [:]
  /// By marketplace, category and binding as the resolver numbers them: the number of the place.
  private var placementIndex = KeyIndex()
  private var placementPlaces: [Int32] = []
  /// By place and days: the number of the dimensions.
  private var dated = KeyIndex()
  /// The place of the event's goods; −1 before the first event.
  private var sku = -1
  private var localDay = CalendarDate(dayNumber: 0)

  private struct Place: Hashable {
    let marketplace: String
    let category: ByteString
    let outlet: ByteString
  }

  private struct MarketplaceFacts {
    /// Its code; that of the account's home where the name is no marketplace's.
    let code: String
    let shown: String
    let zone: ZoneRules
  }

  private static let noPeriod = OffsetPeriod(offset: 0, from: .max, until: .min)

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
    orderPrefixes = resolver.store.bindings.orderPrefixes
    for sku in 0..<goods.count { goods[sku].key = .max }
    placementIndex = KeyIndex()
    placementPlaces = []
    marketplaceFacts = []
    isKnown = []
    periods = []
    for name in marketplaceTexts { addFacts(name, resolver) }
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
    readOrder(span, span.trimmed(scanner.raw(places.orderID)))
    var cell = span.trimmed(scanner.raw(places.postedDateTime))
    if cell.isEmpty { cell = span.trimmed(scanner.raw(places.postedDate)) }
    guard !cell.isEmpty, let posted = dates.timestamp(span, cell) else { return .failure(cell) }
    resolve(span, scanner, places, posted.instant, texts: &texts)
    return .success(posted)
  }

  private mutating func readOrder(_ span: borrowing RawSpan, _ id: Slice) {
    hasOrder = !id.isEmpty
    let key = TextKey(span, id)
    if key == order, key.isWhole || span.array(id) == longOrder { return }
    order = key
    longOrder = key.isWhole ? [] : span.array(id)
    orderSerial &+= 1
  }

  private mutating func resolve(
    _ span: borrowing RawSpan, _ scanner: borrowing RowScanner, _ columns: HotPlaces,
    _ posted: Instant, texts: inout TextState
  ) {
    let marketplace = marketplace(
      span, span.trimmed(scanner.raw(columns.marketplaceName)), &texts)
    let skuCell = span.trimmed(scanner.raw(columns.sku))
    sku = goods.place(of: span, skuCell)
    let fulfillment = fulfillment(
      span, span.trimmed(scanner.raw(columns.fulfillmentID)), &texts)
    localDay = posted.day(offset: offset(at: posted, Int(marketplace)))
    let prefixes =
      orderPrefixes.isEmpty
      ? 0 : orderPrefixesMet(span, span.trimmed(scanner.raw(columns.merchantOrderID)), &texts)
    let key =
      UInt64(marketplace) << 40 | UInt64(fulfillment) << 16 | UInt64(maskNumber(prefixes))
    if !goods[sku].holds(key, localDay) {
      let text = texts.decode(span.array(skuCell))
      place(
        text, Int(marketplace), fulfillmentTexts[Int(fulfillment)], prefixes, key)
    }
    let postedDay = posted.day()
    let (number, isNew) = dated.index(
      of: UInt64(UInt32(bitPattern: goods[sku].place)),
      UInt64(UInt32(bitPattern: postedDay.dayNumber)) << 32
        | UInt64(UInt32(bitPattern: localDay.dayNumber)))
    if isNew {
      let place = places[Int(goods[sku].place)]
      allDimensions.append(
        Dimensions(
          marketplace: place.marketplace, postedDay: postedDay, localDay: localDay,
          category: place.category, outlet: place.outlet))
    }
    dimensions = number
  }

  /// The offset of a marketplace's clocks; also notes whether it is a known marketplace.
  private mutating func offset(at instant: Instant, _ marketplace: Int) -> Int64 {
    isKnownMarketplace = isKnown[marketplace]
    if instant.seconds < periods[marketplace].from || periods[marketplace].until <= instant.seconds
    {
      periods[marketplace] = marketplaceFacts[marketplace].zone.period(at: instant)
    }
    return periods[marketplace].offset
  }

  /// Finds where the rows of the event's SKU belong from now on.
  private mutating func place(
    _ text: ByteString, _ marketplace: Int, _ fulfillment: ByteString,
    _ orderPrefixesMet: UInt64, _ key: UInt64
  ) {
    guard let resolver else { preconditionFailure("a row was read before its summary line") }
    let placement = resolver.placement(
      of: text, at: marketplaceFacts[marketplace].code, fulfillment: fulfillment,
      orderPrefixesMet: orderPrefixesMet, on: localDay)
    let (number, isNew) = placementIndex.index(
      of: UInt64(marketplace),
      UInt64(UInt32(bitPattern: placement.category)) << 32
        | UInt64(UInt32(bitPattern: placement.binding)))
    if isNew {
      placementPlaces.append(
        placeNumber(
          Place(
            marketplace: marketplaceFacts[marketplace].shown,
            category: resolver.category(of: placement), outlet: resolver.outlet(of: placement))))
    }
    goods[sku].key = key
    goods[sku].place = placementPlaces[Int(number)]
    goods[sku].from = placement.from
    goods[sku].until = placement.until
    goods[sku].unitCost = placement.unitCost
  }

  private mutating func placeNumber(_ place: Place) -> Int32 {
    if let known = placeNumbers[place] { return known }
    let number = Int32(places.count)
    places.append(place)
    placeNumbers[place] = number
    return number
  }

  /// The number of a set of order prefixes; the empty set has 0.
  private mutating func maskNumber(_ mask: UInt64) -> Int {
    if mask == 0 { return 0 }
    if let known = prefixMasks.firstIndex(of: mask) { return known }
    prefixMasks.append(mask)
    return prefixMasks.count - 1
  }

  private mutating func marketplace(
    _ span: borrowing RawSpan, _ cell: Slice, _ texts: inout TextState
  ) -> Int32 {
    let (id, isNew) = marketplaces.intern(span, cell)
    if isNew, let resolver {
      let text = texts.decode(span.array(cell))
      marketplaceTexts.append(text)
      addFacts(text, resolver)
    }
    return id
  }

  private mutating func fulfillment(
    _ span: borrowing RawSpan, _ cell: Slice, _ texts: inout TextState
  ) -> Int32 {
    let (id, isNew) = fulfillments.intern(span, cell)
    if isNew { fulfillmentTexts.append(texts.decode(span.array(cell))) }
    return id
  }

  private mutating func addFacts(_ name: ByteString, _ resolver: DimensionResolver) {
    let marketplace = resolver.marketplaces.named(name)
    marketplaceFacts.append(
      MarketplaceFacts(
        code: (marketplace ?? resolver.home).code,
        shown: DimensionResolver.shown(marketplace, name: name),
        zone: resolver.zone(of: marketplace ?? resolver.home)))
    isKnown.append(marketplace != nil)
    periods.append(EventContext.noPeriod)
  }

  private func orderPrefixesMet(
    _ span: borrowing RawSpan, _ slice: Slice, _ texts: inout TextState
  ) -> UInt64 {
    if slice.isEmpty { return 0 }
    var met: UInt64 = 0
    let isPlain = !span.hasHighBit(slice)
    let text = isPlain ? ByteString("") : texts.decode(span.array(slice))
    for (bit, prefix) in orderPrefixes.enumerated() {
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

  /// The unit cost of the event's goods on its local day; nil when unknown.
  var unitCost: GoodsCost? { sku >= 0 ? goods[sku].unitCost : nil }
}
