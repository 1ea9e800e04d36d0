import Glibc

extension Archive {
  /// What a copy has come to.
  package struct Copy: Sendable {
    package var documents = 0
    /// Documents that the copy did not have yet.
    package var fresh = 0
    /// What cannot be copied as it was archived.
    package var problems: [String] = []
  }

  /// Copies documents and log into another archive, while this one may grow.
  ///
  /// Documents never change, and the log names a document only when it is whole. So the log is read
  /// first and written last: what it names is there. A copy that was stopped is continued; one that
  /// is made again takes over what is new. Each document is checked by its SHA-256 on the way.
  package func copy(
    to other: Archive, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(StoreError) -> Copy {
    let deliveries = try deliveries()
    let lines = try firstLines(deliveries.count).bytes
    try expectCopy(other)
    other.removeLeftovers()
    var sizes: [String: Int] = [:]
    for delivery in deliveries { sizes[delivery.sha256] = delivery.byteCount }
    var copy = Copy()
    for (sha256, byteCount) in sizes.sorted(by: { $0.key < $1.key }) {
      copy.documents += 1
      if !other.holds(sha256, byteCount: byteCount) {
        do throws(StoreError) {
          try other.take(sha256, from: path(of: sha256))
          copy.fresh += 1
        } catch {
          guard case .damaged = error.reason else { throw error }
          copy.problems.append(error.description)
        }
      }
      progress(copy.documents, sizes.count)
    }
    try other.replaceLog(deliveries, lines)
    return copy
  }

  /// Refuses a copy whose log is not the beginning of this one: it is of another home, or one of the
  /// two has lost lines.
  package func expectCopy(_ other: Archive) throws(StoreError) {
    let before = try other.deliveries().count
    guard try firstLines(deliveries().count).bytes.starts(with: other.firstLines(before).bytes)
    else {
      throw other.damaged(
        "this copy has \(before) deliveries that are not the first ones of \(log); find out"
          + " which of the two is right, or copy to a new place")
    }
  }

  private func take(_ sha256: String, from path: String) throws(StoreError) {
    guard FileSystem.exists(path) else {
      throw StoreError(.damaged("missing; import the document again"), at: path)
    }
    let temporary = temporaryPath()
    defer { unlink(temporary) }
    let copied = try copy(path, to: temporary)
    guard copied.sha256 == sha256 else {
      throw StoreError(.damaged("its bytes have changed; run acorn archive verify"), at: path)
    }
    try move(temporary, to: sha256)
  }

  private func replaceLog(_ deliveries: [Delivery], _ lines: [UInt8]) throws(StoreError) {
    for folder in Set(deliveries.map { "\(root)/objects/\($0.sha256.prefix(2))" }).sorted()
    where FileSystem.exists(folder) { try FileSystem.syncFolder(folder) }
    try FileSystem.syncFolder("\(root)/objects")
    let temporary = temporaryPath()
    try FileSystem.write(lines, toNew: temporary)
    guard rename(temporary, log) == 0 else { throw FileSystem.failure(log) }
    try FileSystem.syncFolder(root)
  }
}
