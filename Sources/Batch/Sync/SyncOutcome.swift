import SellingPartner

/// What a sync has come to, store by store.
package struct SyncOutcome: Sendable {
  package struct Store: Sendable {
    package let id: String
    package fileprivate(set) var calls: [String: Int] = [:]
    package fileprivate(set) var bytes = 0
    /// Documents downloaded, and answers archived.
    package var documents = 0
    package var answers = 0
    /// What could not be had; the next run goes on there.
    package var failures: [String] = []
    package var notOffered: Set<String> = []

    init(id: String) { self.id = id }

    /// Adds what a client has used.
    mutating func count(_ client: SellingPartnerClient) {
      calls.merge(client.calls, uniquingKeysWith: +)
      bytes += client.bytes
    }
  }

  package internal(set) var stores: [Store]
  package internal(set) var refused = 0
  package internal(set) var errors = 0
  package internal(set) var warnings = 0
  /// How long the stores were waited for; the rest of a sync is spent on the books.
  package internal(set) var downloadMilliseconds: Int64 = 0

  /// 4 when something remote failed · 3 a document was refused · 2 differences · 0 all ties out.
  package var exitStatus: Int32 {
    if stores.contains(where: { !$0.failures.isEmpty }) { return 4 }
    return refused > 0 ? 3 : errors > 0 ? 2 : 0
  }
}
