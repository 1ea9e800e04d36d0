/// The three texts that say what a settlement row is.
///
/// - Source: Amazon SP-API, settlement report V2: `transaction-type`, `amount-type`,
///   `amount-description`.
package struct LabelTriple: Hashable, Sendable, Comparable {
  package let transactionType: ByteString
  package let amountType: ByteString
  package let amountDescription: ByteString

  package init(
    _ transactionType: ByteString, _ amountType: ByteString, _ amountDescription: ByteString
  ) {
    self.transactionType = transactionType
    self.amountType = amountType
    self.amountDescription = amountDescription
  }

  /// The form that rules are looked up by: trimmed, ASCII lower case.
  package var folded: LabelTriple {
    LabelTriple(
      transactionType.trimmed.lowercasedASCII, amountType.trimmed.lowercasedASCII,
      amountDescription.trimmed.lowercasedASCII)
  }

  package static func < (lhs: LabelTriple, rhs: LabelTriple) -> Bool {
    (lhs.transactionType, lhs.amountType, lhs.amountDescription)
      < (rhs.transactionType, rhs.amountType, rhs.amountDescription)
  }
}

extension LabelTriple: CustomStringConvertible {
  /// `Order | ItemFees | Commission`
  package var description: String {
    "\(transactionType) | \(amountType) | \(amountDescription)"
  }
}
