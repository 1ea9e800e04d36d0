/// By what rule an account's sales are released on a night; errors made under one rule tell little
/// about another.
package enum ReleaseRule: Int, Sendable, CaseIterable {
  /// Sales are available when they are posted.
  case free
  /// Sales have been held back for a few weeks only: how long is not learned yet.
  case switching
  /// Sales are held back until some days after delivery.
  case held

  /// So long after the first held-back sale, whole cycles of releases are known.
  private static let learnedAfter: Int64 = 28 * 86_400

  /// `heldShare`: the share of new sales that is held back; `firstHeldAge`: seconds since the first
  /// one of them that is looked at was posted.
  init(heldShare: Double, firstHeldAge: Int64) {
    if heldShare < 0.5 {
      self = .free
    } else {
      self = firstHeldAge < Self.learnedAfter ? .switching : .held
    }
  }
}
