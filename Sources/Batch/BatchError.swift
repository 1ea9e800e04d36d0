import LedgerStore

/// Why a run cannot go on; the text says where, what, and what to do.
package struct BatchError: Error, Equatable, CustomStringConvertible {
  package enum Kind: Sendable {
    /// Input or configuration to be mended by the user.
    case input
    /// A command that asks for what there is not.
    case usage
    /// Disk or database.
    case storage
    /// The ledger's file is no sound database; it must be made again.
    case damagedLedger
    /// Whoever read the output has gone away: nothing is wrong, and there is nobody to tell.
    case readerGone
  }
  package let kind: Kind
  package let description: String

  package init(_ description: String, kind: Kind = .input) {
    self.kind = kind
    self.description = description
  }

  package init(_ error: StoreError) {
    self.init(error.description, kind: error.isDamagedDatabase ? .damagedLedger : .storage)
  }

  /// `--store` names none of the known ones.
  static func unknownStore(_ name: String, _ known: [String]) -> BatchError {
    let remedy =
      known.isEmpty ? "describe it in a [[store]] there" : "use \(known.joined(separator: ", "))"
    return BatchError("--store: store '\(name)' is not in acorn.toml; \(remedy)", kind: .usage)
  }

  static func noFile(_ paths: [String]) -> BatchError {
    BatchError("\(paths.joined(separator: " ")): there is no file to import")
  }

  /// The program's exit status.
  package var exitStatus: Int32 {
    switch kind {
    case .input: 3
    case .usage: 64
    case .storage, .damagedLedger: 74
    case .readerGone: 0
    }
  }
}

/// Runs `body`, turning the store's errors into the batch's.
func storing<Result>(_ body: () throws(StoreError) -> Result) throws(BatchError) -> Result {
  do throws(StoreError) { return try body() } catch { throw BatchError(error) }
}
