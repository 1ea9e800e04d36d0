import Glibc
import Logging

/// One log line a step on standard error, as text or as JSON.
struct LineLog: LogHandler {
  let isJSON: Bool
  var logLevel = Logger.Level.notice
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let pairs = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    let line: String
    if isJSON {
      let fields =
        [("level", event.level.rawValue), ("message", "\(event.message)")]
        + pairs.map { ($0.key, "\($0.value)") }
      line = "{" + fields.map { "\"\($0.0)\":\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
    } else {
      line =
        "\(event.level.rawValue): \(event.message)"
        + pairs.map { " \($0.key)=\($0.value)" }.joined()
    }
    printError(line)
  }

  private func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case _ where scalar.value < 32: " "
      default: String(scalar)
      }
    }.joined()
  }
}

/// A line on the terminal that says how far the work is; silent when no one looks.
final class ProgressLine: Sendable {
  private let isShown = isatty(2) == 1 && getenv("NO_COLOR") == nil

  func show(_ what: String, _ done: Int, _ total: Int) {
    guard isShown, total > 1 else { return }
    let width = 30
    let filled = done * width / total
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let end = done == total ? "\n" : ""
    tell("\r\(what.padded(8))\(bar) \(done)/\(total)\(end)")
  }
}

extension String {
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
