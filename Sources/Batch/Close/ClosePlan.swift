import LedgerCore
import LedgerStore

/// What a close would do, without asking anybody or storing a document.
package func closePlan(
  _ context: RunContext, _ setup: CloseSetup
) throws(BatchError) -> [String] {
  let books = try Books(context)
  let configuration = try context.parseConfiguration(
    contents(ofFile: context.home.configuration) ?? [])
  let folder = ReportFolder(context.home, day: context.now.day())
  let deliveries = try storing { () throws(StoreError) in try books.archive.deliveries() }
  try NightClock(context, machine: setup.clock(), deliveries)
    .check(isTrusted: setup.trustsClock)
  var lines: [String] = []
  if setup.isOffline {
    lines.append("sync: left out")
  } else if configuration.stores.contains(where: { $0.refreshToken != nil }) {
    lines += try books.syncPlan(setup.sync).map { "sync: \($0)" }
  } else {
    lines.append("sync: left out, no [[store]] has a refresh_token")
  }
  lines.append(try inboxPlan(books, configuration.close))
  lines.append("post, reconcile, forecast: what follows from it")
  let isThere = folder.nights().contains(folder.day)
  lines.append("reports: \(folder.path)\(isThere ? " is replaced" : "")")
  let keepDays = setup.keepDays ?? configuration.close.keepDays
  let today = deliveries.dayOfAge(closing: folder.day)
  let oldest = CalendarDate(dayNumber: today.dayNumber - Int32(keepDays))
  let old = folder.nights().filter { $0 < oldest && $0 != folder.day }.count
  lines.append("reports older than \(keepDays) days: \(old) nights are removed")
  return lines + noticePlan(configuration.close)
}

private func inboxPlan(_ books: Books, _ settings: CloseSettings) throws(BatchError) -> String {
  guard let inbox = settings.inbox else { return "import: no inbox in [close]" }
  let found = try FoundFiles(inbox: inbox, of: books.context.home)
  return try storing { () throws(StoreError) in
    let known = Set(try books.archive.deliveries().map(\.sha256))
    var new = 0
    for file in found.files {
      if !known.contains(try FileSystem.digest(file).sha256) { new += 1 }
    }
    let unread = found.unread.isEmpty ? "" : "; \(found.unread.joined(separator: "; "))"
    return "import: \(found.files.count) files in \(inbox), \(new) not in the archive yet\(unread)"
  }
}

private func noticePlan(_ settings: CloseSettings) -> [String] {
  var lines: [String] = []
  if let program = settings.notice.command.first { lines.append("notify: \(program)") }
  if settings.notice.webhook != nil { lines.append("notify: a webhook") }
  if let metrics = settings.metrics { lines.append("metrics: \(metrics)") }
  if settings.ping != nil { lines.append("ping: at the start and at the end") }
  return lines
}
