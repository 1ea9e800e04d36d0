import LedgerCore
import Reporting
import SellingPartner

/// Tells others how a close goes: a health check, Prometheus, a program, a webhook.
///
/// None of them can fail a close; what did not work is returned as warnings.
struct Messenger {
  enum Moment: String {
    case start = "/start"
    case success = ""
    case failure = "/fail"
  }

  private static let pingSeconds = 10
  private let context: RunContext
  private let setup: CloseSetup
  private let settings: CloseSettings

  init(_ context: RunContext, _ setup: CloseSetup, _ settings: CloseSettings) {
    self.context = context
    self.setup = setup
    self.settings = settings
  }

  /// Everybody who is to be told; `earlier` are the records of all runs.
  func tell(_ record: CloseRecord, earlier: [CloseRecord]) -> [String] {
    var warnings = writeMetrics(record, earlier)
    let notice = settings.notice
    if notice.occasion == .always || record.exitStatus != 0 {
      warnings += runCommand(record)
      warnings += callWebhook(record)
    }
    let isWell = record.state == .done && (record.exitStatus == 0 || record.exitStatus == 2)
    return warnings + ping(isWell ? .success : .failure)
  }

  // MARK: - Health check

  func ping(_ moment: Moment) -> [String] {
    guard let address = settings.ping else { return [] }
    return trying("ping") { () throws(BatchError) in
      let url = try secrets.read(address, "[close] ping") + moment.rawValue
      _ = try send(HTTPRequest(url: url, limits: Messenger.limits(seconds: Messenger.pingSeconds)))
    }
  }

  // MARK: - Prometheus

  private func writeMetrics(_ record: CloseRecord, _ earlier: [CloseRecord]) -> [String] {
    guard let file = settings.metrics else { return [] }
    return trying("metrics") { () throws(BatchError) in
      let path = context.home.file(file)
      // Prometheus' exporter runs as another user; there are counts in it, and nothing else.
      try replaceFile(path, with: Array(closeMetrics(record, earlier: earlier).utf8), mode: 0o644)
    }
  }

  // MARK: - Program

  private func runCommand(_ record: CloseRecord) -> [String] {
    guard !settings.notice.command.isEmpty else { return [] }
    return trying("notify command") { () throws(BatchError) in
      try runProgram(
        settings.notice.command, input: record.json.bytes + [10], seconds: settings.notice.seconds,
        scratch: context.home.runs, setup.sync.pace)
    }
  }

  // MARK: - Webhook

  private func callWebhook(_ record: CloseRecord) -> [String] {
    guard let address = settings.notice.webhook else { return [] }
    return trying("notify webhook") { () throws(BatchError) in
      let request = HTTPRequest(
        method: .post, url: try secrets.read(address, "[notify] webhook"),
        headers: [HTTPHeader(name: "Content-Type", value: "application/json; charset=utf-8")],
        body: body(record).bytes, limits: Messenger.limits(seconds: settings.notice.seconds))
      let answer = try send(request)
      try expectTaken(answer)
    }
  }

  private func body(_ record: CloseRecord) -> JSONDocument {
    let text = JSONDocument.text(Messenger.text(of: record))
    switch settings.notice.form {
    case .acorn: return record.json
    case .slack: return .object([("text", text)])
    case .feishu:
      return .object([("msg_type", .text("text")), ("content", .object([("text", text)]))])
    case .dingtalk:
      return .object([("msgtype", .text("text")), ("text", .object([("content", text)]))])
    }
  }

  /// What people read in a chat: counts and failed steps, no amounts.
  static func text(of record: CloseRecord) -> String {
    let failed = record.steps.filter { $0.state == .failed }.map {
      "\($0.step.rawValue): \($0.text)"
    }
    let seal = record.certificate.isEmpty ? [] : ["certificate \(record.certificate)"]
    return (["acorn \(record.sentence)"] + failed + record.warnings + seal)
      .joined(separator: "\n")
  }

  /// 飞书 and 钉钉 answer 200 to what they refuse, with a code in the body.
  private func expectTaken(_ answer: HTTPAnswer) throws(BatchError) {
    let codes: [String] =
      switch settings.notice.form {
      case .acorn, .slack: []
      case .feishu: [#""code":0"#, #""StatusCode":0"#]
      case .dingtalk: [#""errcode":0"#]
      }
    let text = String(decoding: answer.body.prefix(4096).filter { $0 > 32 }, as: UTF8.self)
    let isTaken =
      codes.isEmpty
      || codes.contains { code in
        text.contains("\(code),") || text.contains("\(code)}")
      }
    guard isTaken else { throw BatchError("the server refuses it: \(text.prefix(200))") }
  }

  // MARK: - Sending

  private var secrets: SecretReader {
    SecretReader(home: context.home, environment: setup.sync.environment)
  }

  private func send(_ request: HTTPRequest) throws(BatchError) -> HTTPAnswer {
    do throws(HTTPFailure) {
      let answer = try setup.sync.transport.send(request)
      if (200..<300).contains(answer.status) { return answer }
      throw HTTPFailure(reason: .other, what: "the server answers \(answer.status)")
    } catch {
      throw BatchError(error.what)
    }
  }

  private static func limits(seconds: Int) -> HTTPLimits {
    HTTPLimits(
      connectSeconds: seconds, totalSeconds: seconds, leastBytesPerSecond: 0, mostBytes: 1 << 20)
  }

  private func trying(_ what: String, _ body: () throws(BatchError) -> Void) -> [String] {
    do throws(BatchError) {
      try body()
      return []
    } catch {
      return ["\(what): \(error.description)"]
    }
  }
}
