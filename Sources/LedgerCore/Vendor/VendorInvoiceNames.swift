/// Which invoice a number means: two payees of one vendor may use the same.
///
/// - Source: SP-API finances invoices 2026-06-25, `invoiceIdentifier`, which is `InvoiceNumber~PayeeCode`;
///   finance remittances 2026-03-17, related identifiers VENDOR_CODE and PAYEE_CODE.
package struct VendorInvoiceNames {
  package enum Meaning: Equatable {
    case unknown
    case one(String)
    /// The identifiers of all that it may be, sorted.
    case several([String])
  }

  /// By number: identifiers, and the vendor and payee codes of each.
  private var codes: [String: [String: Set<String>]] = [:]

  package init() {}

  /// The payee's part of an identifier `number~payee`; empty where it has none.
  package static func payee(of id: String, _ number: String) -> String {
    id.hasPrefix("\(number)~") ? String(id.dropFirst(number.count + 1)) : ""
  }

  package mutating func add(_ id: String, number: String, code: String) {
    let payee = VendorInvoiceNames.payee(of: id, number)
    codes[number, default: [:]][id, default: []].formUnion([code, payee].filter { !$0.isEmpty })
  }

  package func knows(_ number: String) -> Bool { codes[number] != nil }

  /// Whether two or more have the number.
  package func isShared(_ number: String) -> Bool { (codes[number]?.count ?? 0) > 1 }

  /// The invoice that an item pays: the only one of its number, else the only one that the item's
  /// codes name, else the payment's.
  package func meaning(
    of item: VendorRemittance.Item, in remittance: VendorRemittance
  ) -> Meaning {
    meaning(
      of: item.invoice, by: [item.codes, remittance.payeeCodes, remittance.vendorCodes])
  }

  /// `scopes` are vendor and payee codes, the nearest first.
  package func meaning(of number: String, by scopes: [[String]]) -> Meaning {
    guard let all = codes[number], let first = all.keys.first else { return .unknown }
    if all.count == 1 { return .one(first) }
    for scope in scopes {
      let fit = all.filter { !$0.value.isDisjoint(with: scope) }
      if fit.count == 1, let only = fit.keys.first { return .one(only) }
    }
    return .several(all.keys.sorted())
  }

  /// What of the invoices sent Amazon does not have: one of its own with the number and the payee
  /// is that invoice; one whose codes name none that was sent may be any.
  func unseen(_ sent: [VendorSentInvoice]) -> [VendorSentInvoice] {
    func match(_ invoice: VendorSentInvoice) -> String? {
      codes[invoice.number]?.filter { $0.value.contains(invoice.payee) }.keys.min()
    }
    let matched = Set(sent.compactMap(match))
    return sent.filter { invoice in
      match(invoice) == nil && codes[invoice.number]?.keys.allSatisfy(matched.contains) ?? true
    }
  }
}
