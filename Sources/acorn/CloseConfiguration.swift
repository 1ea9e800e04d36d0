import Batch

/// Reads `[close]` and `[notify]`.
enum CloseConfiguration {
  private static let mostDays = 36_500
  private static let mostSeconds = 600

  static func read(_ file: ConfigurationTable) throws(BatchError) -> CloseSettings {
    var settings = CloseSettings()
    if let close = try file.table("close") {
      try close.expect(["inbox", "keep_days", "by_month", "metrics", "ping"])
      settings.inbox = close.has("inbox") ? try close.needed("inbox") : nil
      settings.metrics = close.has("metrics") ? try close.needed("metrics") : nil
      settings.ping = try close.secret("ping")
      settings.keepDays =
        try close.number("keep_days", from: 1, to: mostDays) ?? settings.keepDays
      settings.isByMonth = try close.flag("by_month") ?? settings.isByMonth
    }
    if let notify = try file.table("notify") { settings.notice = try notice(notify) }
    return settings
  }

  private static func notice(
    _ table: ConfigurationTable
  ) throws(BatchError) -> CloseSettings.Notice {
    try table.expect(["command", "webhook", "format", "when", "timeout_seconds"])
    var notice = CloseSettings.Notice()
    if let words = try table.texts("command") {
      guard let program = words.first, !program.isEmpty else {
        throw table.error("command is a list such as [\"/usr/local/bin/tell\", \"finance\"]")
      }
      notice.command = words
    }
    notice.webhook = try table.secret("webhook")
    notice.form = try table.choice("format") ?? notice.form
    notice.occasion = try table.choice("when") ?? notice.occasion
    notice.seconds =
      try table.number("timeout_seconds", from: 1, to: mostSeconds) ?? notice.seconds
    return notice
  }
}
