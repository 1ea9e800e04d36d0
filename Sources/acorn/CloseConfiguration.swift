import Batch
import LedgerCore
import TOMLKit

/// Reads `[close]` and `[notify]`.
enum CloseConfiguration {
  private static let mostDays = 36_500
  private static let mostSeconds = 600

  static func read(_ table: TOMLTable) throws(BatchError) -> CloseSettings {
    var settings = CloseSettings()
    for name in ["close", "notify"] where table[name] != nil && table[name]?.table == nil {
      throw BatchError("acorn.toml: [\(name)] stands once, in single brackets")
    }
    if let close = table["close"]?.table {
      let place = "[close]"
      try ConfigurationFile.expect(close, place, ["inbox", "keep_days", "metrics", "ping"])
      settings.inbox = try text(close, "inbox", place)
      settings.metrics = try text(close, "metrics", place)
      settings.ping = try ConfigurationFile.secret(close, "ping", place)
      settings.keepDays =
        try number(close, "keep_days", place, upTo: mostDays) ?? settings.keepDays
    }
    if let notify = table["notify"]?.table { settings.notice = try notice(notify) }
    return settings
  }

  private static func notice(_ table: TOMLTable) throws(BatchError) -> CloseSettings.Notice {
    let place = "[notify]"
    try ConfigurationFile.expect(
      table, place, ["command", "webhook", "format", "when", "timeout_seconds"])
    var notice = CloseSettings.Notice()
    if let command = table["command"] {
      let words = (command.array ?? TOMLArray()).compactMap(\.string)
      guard !words.isEmpty, words.count == command.array?.count, words[0] != "" else {
        throw BatchError(
          "acorn.toml: \(place): command is a list such as [\"/usr/local/bin/tell\", \"finance\"]")
      }
      notice.command = words
    }
    notice.webhook = try ConfigurationFile.secret(table, "webhook", place)
    notice.form = try choice(table, "format", place) ?? notice.form
    notice.occasion = try choice(table, "when", place) ?? notice.occasion
    notice.seconds =
      try number(table, "timeout_seconds", place, upTo: mostSeconds) ?? notice.seconds
    return notice
  }

  private static func text(
    _ table: TOMLTable, _ key: String, _ place: String
  ) throws(BatchError) -> String? {
    table[key] == nil ? nil : try ConfigurationFile.text(table, key, place)
  }

  private static func number(
    _ table: TOMLTable, _ key: String, _ place: String, upTo most: Int
  ) throws(BatchError) -> Int? {
    guard let value = table[key] else { return nil }
    guard let number = value.int, (1...most).contains(number) else {
      throw BatchError("acorn.toml: \(place): \(key) is a whole number from 1 to \(most)")
    }
    return number
  }

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ table: TOMLTable, _ key: String, _ place: String
  ) throws(BatchError) -> Choice? {
    guard let value = table[key] else { return nil }
    guard let choice = value.string.flatMap({ Choice(rawValue: $0) }) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw BatchError("acorn.toml: \(place): \(key) is one of \(known)")
    }
    return choice
  }
}
