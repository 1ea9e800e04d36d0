/// What a vendor's document may state at most: more is an error of the document.
///
/// Within these bounds the sums of millions of rows stay within 64 bits.
package enum VendorLimits {
  /// Minor units of an amount, and of what a line's pieces are worth.
  package static let mostMinor: UInt64 = 1_000_000_000_000
  /// Pieces, or cases, of a line.
  package static let mostPieces: Int64 = 1_000_000_000
  /// Pieces in a case.
  package static let mostInCase: Int64 = 1_000_000
}
