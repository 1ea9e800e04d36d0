import LedgerCore
import LedgerStore
import SellingPartner

/// Trying documents that are no settlement files: exports of tills and web stores, vendor documents.
extension DryRun {
  /// Nil for a document that is read as a settlement file.
  static func ofOtherKind(_ path: String, store: String, _ master: MasterData) -> DryRun? {
    let head = DocumentProbe.head(path, bytes: 8192) ?? []
    let delivery = Delivery(
      sha256: "", byteCount: 0, kind: .webstore, source: path, store: store, receivedAt: 0)
    if VendorIntake.isVendor(prefix: head) { return vendor(delivery) }
    guard let layout = ChannelLayouts(master.configuration).layout(ofHead: head) else { return nil }
    return channel(delivery, layout, master)
  }

  private static func channel(
    _ delivery: Delivery, _ layout: ChannelLayout, _ master: MasterData
  ) -> DryRun {
    let name = delivery.name
    let document: ChannelDocumentRecord
    do throws(BatchError) {
      document = try ChannelIntake.tried(delivery, layout, master)
    } catch {
      return DryRun(isProved: false, text: "\(name): refused, \(error)")
    }
    let days = document.days.map { ", \($0.lowerBound) … \($0.upperBound)" } ?? ""
    let place = document.store.isEmpty ? "" : ", web store \(document.store)"
    let lines = document.findings.map { finding in
      "  \(finding.kind.rawValue): \(name)\(finding.line.map { ":\($0)" } ?? ""):"
        + " \(finding.column.map { "column \($0): " } ?? "")\(finding.what); \(finding.whatToDo)"
    }
    let verdict = document.isRefused ? "refused" : "readable"
    return DryRun(
      isProved: !document.isRefused,
      text: ([
        "\(name): \(verdict), \(document.kind) \(document.layout), \(document.rows) rows\(days)"
          + place
      ] + lines).joined(separator: "\n"))
  }

  private static func vendor(_ delivery: Delivery) -> DryRun {
    guard let bytes = contents(ofFile: delivery.source) else {
      return DryRun(isProved: false, text: "\(delivery.name): refused, it cannot be read")
    }
    let (pieces, problems) = VendorIntake.read(
      bytes, receivedAt: Instant(seconds: 0), VendorMemo())
    let kinds = Dictionary(grouping: pieces, by: \.kind.rawValue).sorted { $0.key < $1.key }
      .map { "\($0.value.count) \($0.key)" }
    let lines = problems.map { "  line \($0.line): \($0.what); \($0.whatToDo)" }
    let verdict = problems.isEmpty ? "readable" : "some records are refused"
    return DryRun(
      isProved: problems.isEmpty,
      text: ([
        "\(delivery.name): \(verdict), vendor records: "
          + (kinds.isEmpty ? "none" : kinds.joined(separator: ", "))
      ] + lines)
      .joined(separator: "\n"))
  }
}
