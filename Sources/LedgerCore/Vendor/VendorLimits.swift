/// How many pieces a vendor's document may state at most: more is an error of the document. What they
/// are worth has the bounds of all amounts.
package enum VendorLimits {
  /// Pieces, or cases, of a line.
  package static let mostPieces: Int64 = 1_000_000_000
  /// Pieces in a case.
  package static let mostInCase: Int64 = 1_000_000
}
