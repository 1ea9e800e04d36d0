/// What documents may state at most: more is an error of the document.
///
/// Within these bounds all sums stay within 64 bits, whatever is summed.
package enum AmountLimits {
  /// Minor units that a settlement or a bank statement moves, or of a total or a balance of one: ten
  /// thousand of them can be summed.
  @inlinable package static var mostTurnover: UInt64 { UInt64(Int64.max / 10_000) }
  /// Minor units of one amount among many, such as a transaction's: millions of them can be summed.
  package static let mostMinor: UInt64 = 1_000_000_000_000
}
