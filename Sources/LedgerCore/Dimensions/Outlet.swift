/// A physical shop of the chain.
package struct Outlet: Sendable, Hashable {
  package let id: ByteString
  package let name: ByteString
  /// The store whose catalog has its goods, with their categories and costs.
  package let store: String
  package let currency: Currency?
  package let opened: CalendarDate?
  /// The first day on which it sells no more.
  package let closed: CalendarDate?

  package init(
    id: ByteString, name: ByteString, store: String, currency: Currency?, opened: CalendarDate?,
    closed: CalendarDate?
  ) {
    self.id = id
    self.name = name
    self.store = store
    self.currency = currency
    self.opened = opened
    self.closed = closed
  }

  package func isOpen(on day: CalendarDate) -> Bool {
    (opened.map { $0 <= day } ?? true) && (closed.map { day < $0 } ?? true)
  }
}

/// The outlets, by id and by name.
package struct OutletMaster: Sendable {
  package let all: [Outlet]
  private let byID: [ByteString: Outlet]
  /// Without names that two outlets share.
  private let byName: [ByteString: Outlet]

  package init(_ outlets: [Outlet]) {
    all = outlets
    byID = Dictionary(outlets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    byName = Dictionary(grouping: outlets, by: \.name).compactMapValues {
      $0.count == 1 ? $0[0] : nil
    }
  }

  package subscript(id: ByteString) -> Outlet? { byID[id] }

  /// The outlet that a till's export calls so: by id, else by name.
  package func named(_ text: ByteString) -> Outlet? {
    text.isEmpty ? nil : byID[text] ?? byName[text]
  }
}
