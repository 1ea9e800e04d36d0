/// How far the log of deliveries reached at some moment, and the SHA-256 of what was in it.
package struct LogState: Hashable, Sendable {
  package let lines, byteCount: Int
  package let sha256: String

  package init(lines: Int, byteCount: Int, sha256: String) {
    self.lines = lines
    self.byteCount = byteCount
    self.sha256 = sha256
  }
}

/// Somebody who knows how the log of deliveries must begin.
package struct LogWitness: Sendable {
  let name: String
  let state: LogState

  package init(_ name: String, _ state: LogState) {
    self.name = name
    self.state = state
  }
}

extension LogState {
  /// As the ledger keeps it: `LINES BYTES SHA256`.
  package var text: String { "\(lines) \(byteCount) \(sha256)" }

  package init?(text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 3, let lines = Int(parts[0]), let byteCount = Int(parts[1]) else {
      return nil
    }
    self.init(lines: lines, byteCount: byteCount, sha256: String(parts[2]))
  }
}
