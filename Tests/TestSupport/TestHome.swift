import Batch
import LedgerCore
import LedgerStore
import Logging
import Reporting

/// A home in a temporary folder whose configuration is given as a value.
///
/// `acorn.toml` is there, since its bytes are archived, but its text is not read.
package final class TestHome {
  package let folder = TemporaryFolder()
  package var configuration: Configuration
  /// What `acorn.toml` said while it had these bytes; else the archive says what it says today.
  package var archived: [[UInt8]: Configuration] = [:]
  package var path: String { "\(folder.path)/home" }

  package init(_ configuration: Configuration, master: [MasterRole: String] = [:]) {
    self.configuration = configuration
    folder.write("home/acorn.toml", "# see the test\n")
    for (role, text) in master {
      self.configuration.masterFiles[role] = "\(role.rawValue).csv"
      folder.write("home/\(role.rawValue).csv", text)
    }
  }

  package func context(
    _ now: String, workers: Int = 2, isClockStated: Bool = true
  ) -> RunContext {
    let (configuration, archived) = (configuration, archived)
    return RunContext(
      home: Home(path: path), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      now: Instant(now)!, isClockStated: isClockStated, workers: workers,
      parseConfiguration: { _ throws(BatchError) in configuration },
      parseArchived: { bytes throws(BatchError) in archived[bytes] ?? configuration })
  }

  /// Edits `acorn.toml`.
  package func edit(_ change: (inout Configuration) -> Void) {
    let path = "\(path)/acorn.toml"
    archived[fileBytes(path)] = configuration
    change(&configuration)
    folder.write("home/acorn.toml", "# see the test, edit \(archived.count)\n")
  }

  /// Changes a byte of the first archived document of a kind; returns its path.
  package func damage(_ kind: Delivery.Kind) throws -> String {
    let object = try with { books in
      let first = try books.archive.deliveries().first { $0.kind == kind }
      return first.map { books.archive.path(of: $0.sha256) }
    }
    guard let object else { throw BatchError("no document of kind \(kind.rawValue)") }
    var bytes = fileBytes(object)
    bytes[10] ^= 1
    folder.write(String(object.dropFirst(folder.path.count + 1)), bytes)
    return object
  }

  /// Opens the books for a while; the home's lock is given up at the end.
  package func with<Result>(
    _ now: String = "2026-05-01T08:00:00Z", workers: Int = 2, _ body: (Books) throws -> Result
  ) throws -> Result {
    try body(Books(context(now, workers: workers)))
  }

  @discardableResult
  package func importFiles(
    _ paths: [String], store: String = "", at now: String = "2026-05-01T08:00:00Z",
    workers: Int = 2
  ) throws -> ImportOutcome {
    try with(now, workers: workers) { try $0.importFiles(paths, store: store) }
  }

  /// Every report in every format by file name, such as `profit.csv`.
  package func reports(asKnownOn instant: String? = nil) throws -> [String: [UInt8]] {
    try with { try allReports($0, asKnownOn: instant) }
  }

  /// The cells of a CSV report, without its header, by column.
  package func rows(_ request: ReportRequest) throws -> [[String: String]] {
    let text = try with { String(decoding: try $0.reportBytes(request), as: UTF8.self) }
    let lines = text.split(separator: "\n").map { csvCells(String($0)) }
    return lines.dropFirst().map { cells in
      Dictionary(zip(lines[0], cells), uniquingKeysWith: { first, _ in first })
    }
  }

  package func rows(_ name: ReportName) throws -> [[String: String]] {
    try rows(ReportRequest(name))
  }
}

/// The cells of one line of CSV without line feeds in its fields.
package func csvCells(_ line: String) -> [String] {
  var cells = [""]
  var isQuoted = false
  var rest = line[...]
  while let character = rest.popFirst() {
    switch character {
    case "\"" where isQuoted && rest.first == "\"":
      rest.removeFirst()
      cells[cells.count - 1].append(character)
    case "\"": isQuoted.toggle()
    case "," where !isQuoted: cells.append("")
    default: cells[cells.count - 1].append(character)
    }
  }
  return cells
}

package func allReports(
  _ books: Books, asKnownOn instant: String? = nil
) throws -> [String: [UInt8]] {
  var reports: [String: [UInt8]] = [:]
  for name in ReportName.allCases {
    for format in ReportFormat.allCases {
      var request = ReportRequest(name)
      request.format = format
      request.asKnownOn = instant.flatMap { Instant($0) }
      reports["\(name.rawValue).\(format.rawValue)"] = try books.reportBytes(request)
    }
  }
  return reports
}

extension Books {
  /// Locks a month in the name of somebody.
  @discardableResult
  package func lock(
    _ month: CalendarMonth, withEarlier: Bool = false
  ) throws(BatchError) -> [CalendarMonth] {
    try lock(month, withEarlier: withEarlier, by: "Ann Lee")
  }

  /// Accepts exceptions in the name of somebody.
  package func accept(_ ids: [String], reason: String) throws(BatchError) {
    try accept(ids, reason: reason, by: "Ann Lee")
  }
}

extension Configuration {
  /// Stores as in `acorn.toml`, with one or more accounts each.
  package init(stores: [Store]) {
    self.init()
    self.stores = stores
  }
}

extension Configuration.Store {
  /// A store and its accounts, written `USD US` (Standard) or `EUR DE Invoiced Orders`.
  package init(_ id: String, home: String, _ marketplaces: [String], accounts: [String] = []) {
    self.init(
      id: id, homeMarketplace: home, marketplaces: marketplaces,
      accounts: accounts.map { text in
        let words = text.split(separator: " ", maxSplits: 2).map(String.init)
        return AccountProfile(
          currency: Currency(words[0])!, type: words.count > 2 ? words[2] : AccountProfile.standard,
          homeMarketplace: words[1])
      })
  }
}
