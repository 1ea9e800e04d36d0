/// When a document came in: the first and the last time, and when Amazon published it, if known.
package struct Reception: Sendable {
  package let first, last: Instant
  package let publishedAt: Instant?

  package init(first: Instant, last: Instant, publishedAt: Instant?) {
    self.first = first
    self.last = last
    self.publishedAt = publishedAt
  }

  /// Whether this came, and was published, after the other.
  ///
  /// What came at once is not later: the refused one of the two may be the newer.
  fileprivate func isLater(than other: Reception) -> Bool {
    guard other.first < last else { return false }
    guard let own = publishedAt, let others = other.publishedAt else { return true }
    return others <= own
  }
}

/// The settlements in force that later documents have brought, for each refused document that was
/// about the same ones; by the SHA-256 of the refused one.
///
/// A document that names no settlement is about the one of its period. An older document does not
/// answer a newer one that was refused: that may be a restatement.
package func answers(
  to refused: [RefusedDocument], in settlements: [SettlementFacts],
  receptions: [String: Reception]
) -> [String: [SettlementFacts]] {
  var answers: [String: [SettlementFacts]] = [:]
  for document in refused {
    guard let came = receptions[document.sha256] else { continue }
    let answer = settlements.first { facts in
      document.isAbout(facts)
        && (receptions[facts.sha256].map { $0.isLater(than: came) } ?? false)
    }
    if let answer { answers[document.sha256, default: []].append(answer) }
  }
  return answers
}

extension RefusedDocument {
  fileprivate func isAbout(_ facts: SettlementFacts) -> Bool {
    guard store == nil || store == facts.store else { return false }
    if let settlementID { return settlementID == facts.settlementID }
    guard store != nil, let period else { return false }
    return period.start == facts.start && period.end == facts.end
      && (currency == nil || currency == facts.currency)
  }
}

extension Finding {
  /// The finding about a refused document, closed by the settlement that came later.
  package func closed(by facts: SettlementFacts) -> Finding {
    Finding(
      kind: kind, severity: severity, opened: opened, store: store, settlementID: settlementID,
      amount: amount, currency: currency,
      what: "\(what); the settlement is in the books from document \(facts.sha256.prefix(12))"
        + " \(facts.documentName)",
      place: place, whatToDo: "nothing: it was replaced by that document", isOpen: false)
  }
}
