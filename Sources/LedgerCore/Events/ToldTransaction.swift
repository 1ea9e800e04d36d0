/// A transaction as an answer tells it.
///
/// Every night a listing tells the transactions of some weeks again, nearly all of them in the same
/// words as the night before. Those need not be read.
package enum ToldTransaction: Sendable {
  /// `wording` stands for the record's bytes; nil where it has parts that this version does not know,
  /// which are counted each time.
  case read(Transaction, wording: Fingerprint?)
  /// In words that are known; `read` reads them nevertheless.
  case repeated(wording: Fingerprint, read: @Sendable () -> Transaction?)
}

/// The words of transactions that may be told again, and when each was posted.
package typealias KnownWordings = [Fingerprint: Instant]
