import BankStatements
import LedgerCore
import LedgerStore
import SellingPartner

/// Trying documents that are no settlement files: bank statements, exports of tills and web stores,
/// vendor documents.
extension DryRunTrial {
  func bank(_ path: String) -> DryRun {
    let name = DryRunTrial.name(path)
    let statements: [BankStatement]
    switch BankIntake.read(path, named: name, master.configuration.bankMappings) {
    case nil: return DryRunTrial.unreadable(name)
    case .failure(let error):
      return DryRun(exitStatus: 3, text: "\(name): refused\n  statement_error: \(error)")
    case .success(let read): statements = read
    }
    var lines: [String] = []
    var status: Int32 = 0
    for (position, read) in statements.enumerated() {
      let statement = StatementRecord(read, sha256: "", position: position, name: name)
      let first = statement.from ?? statement.lines.map(\.bookingDay).min()
      let span = first.flatMap { first in statement.to.map { ", \(first) … \($0)" } } ?? ""
      let account = statement.account
      lines.append(
        "\(name): readable, statement \(statement.format) of \(statement.currency)"
          + "\(account.isEmpty ? "" : " account \(account)"),"
          + " \(statement.lines.count) lines\(span)")
      for (what, place, difference) in statement.contradictions {
        status = 2
        lines.append(
          "  statement_mismatch: \(place.isEmpty ? "" : "\(place): ")\(what)"
            + (difference.map { ", \($0)" } ?? ""))
      }
    }
    return DryRun(exitStatus: status, text: lines.joined(separator: "\n"))
  }

  func channel(_ path: String, _ deliveries: [Delivery], _ layout: ChannelLayout) -> DryRun {
    let name = DryRunTrial.name(path)
    let document: ChannelDocumentRecord
    do throws(BatchError) {
      document = try ChannelIntake.tried(path, named: name, deliveries, layout, master)
    } catch {
      return DryRun(exitStatus: 3, text: "\(name): refused, \(error)")
    }
    let days = document.days.map { ", \($0.lowerBound) … \($0.upperBound)" } ?? ""
    let place = document.store.isEmpty ? "" : ", web store \(document.store)"
    let verdict = document.isRefused ? "refused" : "readable"
    let head =
      "\(name): \(verdict), \(document.kind) \(document.layout), \(document.rows) rows\(days)"
      + place
    return DryRun(
      exitStatus: document.isRefused ? 3 : 0,
      text: ([head] + document.findings.map { DryRun.text($0, of: name) })
        .joined(separator: "\n"))
  }

  func vendor(_ path: String) -> DryRun {
    let name = DryRunTrial.name(path)
    guard
      let (pieces, problems) = VendorIntake.read(
        path: path, receivedAt: Instant(seconds: 0), VendorMemo())
    else { return DryRunTrial.unreadable(name) }
    let kinds = Dictionary(grouping: pieces, by: \.kind.rawValue).sorted { $0.key < $1.key }
      .map { "\($0.value.count) \($0.key)" }
    let lines = problems.map { "  line \($0.line): \($0.what); \($0.whatToDo)" }
    let verdict = problems.isEmpty ? "readable" : "some records are refused"
    return DryRun(
      exitStatus: problems.isEmpty ? 0 : 3,
      text: ([
        "\(name): \(verdict), vendor records: "
          + (kinds.isEmpty ? "none" : kinds.joined(separator: ", "))
      ] + lines)
      .joined(separator: "\n"))
  }

  private static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func unreadable(_ name: String) -> DryRun {
    DryRun(exitStatus: 3, text: "\(name): refused, it cannot be read; check the path")
  }
}
