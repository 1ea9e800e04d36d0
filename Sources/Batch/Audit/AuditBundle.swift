import Glibc
import LedgerCore
import LedgerStore

/// Which days an audit package is about, and where it goes.
package struct AuditRequest: Sendable {
  /// First and last local day, both included.
  package let from, to: CalendarDate
  /// A folder that is not there yet, or a file that ends in `.tar.gz`.
  package let output: String
  package let version: String

  package init(from: CalendarDate, to: CalendarDate, output: String, version: String) {
    self.from = from
    self.to = to
    self.output = output
    self.version = version
  }

  var isPacked: Bool { output.hasSuffix(".tar.gz") }

  /// Where it is made, beside its place, which it takes when it is whole.
  var workFolder: String {
    let parts = output.split(separator: "/", omittingEmptySubsequences: false)
    let name = parts.last { !$0.isEmpty } ?? "audit"
    let parent = output.prefix(output.count - (output.hasSuffix("/") ? 1 : 0) - name.count)
    return "\(parent).\(name).acorn-part"
  }
}

/// What an audit package has come to.
package struct AuditOutcome: Sendable {
  package let files, rows: Int
  /// SHA-256 of the manifest, which stands for every byte of the package.
  package let seal: String
}

extension Books {
  /// Writes the audit package: the same books and days give the same bytes.
  ///
  /// Its clock is that of the last document of the archive.
  package func auditBundle(_ request: AuditRequest) throws(BatchError) -> AuditOutcome {
    guard request.from <= request.to else {
      throw BatchError("--from \(request.from) comes after --to \(request.to)", kind: .usage)
    }
    guard access(request.output, F_OK) != 0 else {
      throw BatchError("\(request.output): it is there already; choose another name", kind: .usage)
    }
    try update()
    // What a run that was killed has left there is removed by the next one.
    let work = request.workFolder
    try removeTree(work)
    try makeFolders("\(work)/files")
    do throws(BatchError) {
      let outcome = try fill("\(work)/files", request)
      let made = request.isPacked ? "\(work)/packed" : "\(work)/files"
      guard rename(made, request.output) == 0 else { throw HashedFile.failure(request.output) }
      try removeTree(work)
      return outcome
    } catch {
      try? removeTree(work)
      throw error
    }
  }

  private func fill(
    _ folder: String, _ request: AuditRequest
  ) throws(BatchError) -> AuditOutcome {
    let deliveries = try storing { () throws(StoreError) in
      let deliveries = try archive.deliveries()
      try archive.expectSound(deliveries)
      return deliveries
    }
    let asOf = Instant(seconds: deliveries.map(\.receivedAt).max() ?? 0)
    var files = BundleFiles()
    files.add("archive/deliveries.tsv", at: "\(archive.root)/deliveries.tsv")
    for sha256 in Set(deliveries.map(\.sha256)) {
      files.add("archive/objects/\(sha256.prefix(2))/\(sha256)", at: archive.path(of: sha256))
    }
    func add(_ name: String, _ bytes: [UInt8]) throws(BatchError) {
      try write(bytes, to: "\(folder)/\(name)")
      files.add(name, at: "\(folder)/\(name)")
    }
    let reports = "\(folder)/reports"
    try makeFolders(reports)
    for name in ReportName.allCases where name != .cashflow {
      let file = try HashedFile("\(reports)/\(name.rawValue).csv")
      try report(ReportRequest(name)) { piece throws(BatchError) in try file.write(piece) }
      try file.finish()
    }
    let run = CertifiedRun(
      asOf: asOf, version: request.version, exitStatus: try exitStatusOfBooks())
    try certify(reports, run, isClose: false)
    for name in FileSystem.names(in: reports) {
      files.add("reports/\(name)", at: "\(reports)/\(name)")
    }
    let file = try HashedFile("\(folder)/rows.csv")
    let rows = try RowFile(books: self, from: request.from, to: request.to).write {
      piece throws(BatchError) in try file.write(piece)
    }
    try file.finish()
    files.add("rows.csv", at: "\(folder)/rows.csv")
    let channels = try addChannelRows(folder, request, &files)
    for bridge in try Bridges(books: self, from: request.from, to: request.to).files() {
      try add(bridge.name, bridge.bytes)
    }
    try add("changes.csv", try ChangeLog(books: self).bytes())
    try add("layout.txt", Array(BundleTexts.layout.utf8))
    try add("not-covered.txt", Array(BundleTexts.notCovered.utf8))
    try add(
      "README.txt",
      Array(
        BundleTexts.readme(
          request, rows: rows, channelRows: channels, digest: master.digest
        ).utf8))
    return try seal(&files, folder, request, asOf, rows: rows + channels)
  }

  private func addChannelRows(
    _ folder: String, _ request: AuditRequest, _ files: inout BundleFiles
  ) throws(BatchError) -> Int {
    let file = try HashedFile("\(folder)/channel_rows.csv")
    let count = try ChannelRowFile(books: self, from: request.from, to: request.to).write {
      piece throws(BatchError) in try file.write(piece)
    }
    try file.finish()
    files.add("channel_rows.csv", at: "\(folder)/channel_rows.csv")
    return count
  }

  private func seal(
    _ files: inout BundleFiles, _ folder: String, _ request: AuditRequest, _ asOf: Instant,
    rows: Int
  ) throws(BatchError) -> AuditOutcome {
    let (manifest, seal) = try files.manifest()
    for (name, bytes) in [(BundleFiles.manifest, manifest), (BundleFiles.seal, seal)] {
      try write(bytes, to: "\(folder)/\(name)")
      files.add(name, at: "\(folder)/\(name)")
    }
    if request.isPacked {
      try files.pack(
        into: "\(request.workFolder)/packed", folder: "acorn-audit-\(request.from)-\(request.to)",
        seconds: asOf.seconds)
    } else {
      try files.copy(to: folder)
    }
    return AuditOutcome(
      files: files.paths.count, rows: rows, seal: SHA256.hex(of: manifest))
  }

  private func write(_ bytes: [UInt8], to path: String) throws(BatchError) {
    let file = try HashedFile(path)
    try file.write(bytes)
    try file.finish()
  }
}
