import LedgerCore
import LedgerStore

/// The accounting entries of the settlements in force, each made when it is asked for.
final class SettlementJournal {
  private let heads: [Ledger.SettlementHead]
  private let sums: MonthlySums
  private let master: MasterData
  private let order: LineOrder
  /// By version: its place in `sums`.
  private let places: [Int64: Int]
  private let placePrints: [Fingerprint]
  private var dimensions: [String: [EntryDimensions]] = [:]
  private var made: [Int: [AccountingEntry]] = [:]

  init(_ heads: [Ledger.SettlementHead], _ sums: MonthlySums, _ master: MasterData) {
    self.heads = heads
    self.sums = sums
    self.master = master
    order = LineOrder(master.chart)
    places = Dictionary(
      uniqueKeysWithValues: sums.versions.enumerated().map { ($1.id, $0) })
    placePrints = sums.places.map { place in
      var print = Fingerprint()
      for text in [place.marketplace, place.category, place.outlet] {
        text.bytes.withUnsafeBytes { print.add(bytes: $0) }
      }
      return print
    }
  }

  var indices: Range<Int> { heads.indices }

  /// Of the settlement's entry on a day.
  func id(at place: Int, _ day: CalendarDate) -> String {
    settlementEntryID(heads[place].store, heads[place].settlementID, CalendarMonth(day))
  }

  /// The entries of the settlement at a place.
  func entries(at place: Int) -> [AccountingEntry] {
    if let entries = made[place] { return entries }
    var book = book(of: heads[place])
    book.slices = slices(of: heads[place])
    let entries = LedgerCore.entries(of: book, master.chart)
    made[place] = entries
    return entries
  }

  /// Of all that they follow from, but the chart: the same key stands for the same entries.
  func key(at place: Int) -> Fingerprint {
    let book = book(of: heads[place])
    var key = Fingerprint()
    for text in [
      book.store, book.settlementID, book.accountType, book.homeMarketplace, book.currency.code,
      book.sha256,
    ] { key.add(text) }
    key.add(Int64(book.opened.dayNumber))
    key.add(Int64(book.closed.dayNumber))
    key.add(book.totalMinor)
    for sum in version(of: heads[place])?.sums ?? [] {
      key.add(Int64(sum.month.number))
      let print = placePrints[sum.place].words
      key.add(print.0)
      key.add(print.1)
      key.add(Int64(sum.component.rawValue))
      key.add(sum.amountMinor)
    }
    return key
  }

  func book(of head: Ledger.SettlementHead) -> SettlementBook {
    SettlementBook(
      store: head.store, settlementID: head.settlementID, accountType: head.accountType,
      homeMarketplace: head.homeMarketplace, currency: head.currency,
      opened: master.day(of: head.start, in: head.homeMarketplace),
      closed: master.day(of: head.end, in: head.homeMarketplace), totalMinor: head.totalMinor,
      sha256: head.sha256)
  }

  private func version(of head: Ledger.SettlementHead) -> MonthlySums.Version? {
    places[head.versionID].map { sums.versions[$0] }
  }

  /// Summed by month, component and place.
  private func slices(of head: Ledger.SettlementHead) -> [SettlementBook.Slice] {
    guard let version = version(of: head) else { return [] }
    let dimensions = dimensions(of: head.store)
    return order.sorted(version.sums).map {
      SettlementBook.Slice(
        month: $0.month, component: $0.component, dimensions: dimensions[$0.place],
        amountMinor: $0.amountMinor)
    }
  }

  private func dimensions(of store: String) -> [EntryDimensions] {
    if let known = dimensions[store] { return known }
    let made = sums.places.map {
      EntryDimensions(
        store: ByteString(store), marketplace: $0.marketplace, category: $0.category,
        outlet: $0.outlet)
    }
    dimensions[store] = made
    return made
  }
}

/// Where a settlement's sums stand among the lines that they become: by account, then by place.
///
/// Numbers are sorted faster than lines, and lines that come in order need hardly be sorted. It is
/// their order wherever a component has one account for all places.
private struct LineOrder {
  /// By component: the place of its account among all.
  private let accounts: [Int]

  init(_ chart: AccountingChart) {
    let names = Component.allCases.map { chart.plainAccount(for: $0.name)?.name ?? "" }
    let sorted = names.sorted()
    accounts = names.map { sorted.firstIndex(of: $0) ?? 0 }
  }

  func sorted(_ sums: [MonthlySums.Sum]) -> [MonthlySums.Sum] {
    sums.sorted { ($0.month, account($0), $0.place) < ($1.month, account($1), $1.place) }
  }

  private func account(_ sum: MonthlySums.Sum) -> Int { accounts[Int(sum.component.rawValue)] }
}

extension MasterData {
  /// The day of an instant on the clock of a marketplace, by its code.
  func day(of instant: Instant, in marketplace: String) -> CalendarDate {
    zone(of: marketplace).day(of: instant)
  }

  func zone(of marketplace: String) -> ZoneRules {
    marketplaces.coded(marketplace).flatMap { zones[$0.timeZone] } ?? .utc
  }
}
