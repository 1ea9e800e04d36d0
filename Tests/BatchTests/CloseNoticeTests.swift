import Batch
import LedgerCore
import SellingPartner
import TestSupport
import Testing

@Suite struct CloseNoticeTests {
  private func text(_ path: String) -> String { String(decoding: fileBytes(path), as: UTF8.self) }

  private let good = ScriptedTransport { _, _ throws(HTTPFailure) in HTTPAnswer(text: "ok") }

  @Test func aProgramGetsTheRunRecordOnItsStandardInput() throws {
    let home = TestHome.withInbox()
    let told = "\(home.folder.path)/told.json"
    home.configuration.notice { $0.command = ["sh", "-c", "cat > \"$0\"", told] }
    let record = try home.close()
    #expect(record.warnings == [])
    #expect(Array(fileBytes(told).dropLast()) == record.json.bytes)
    #expect(text(told).hasPrefix(#"{"record":"acorn-close","record_version":1,"#))
    #expect(text(told).contains(#""exit_status":3"#))
  }

  @Test func aProgramThatFailsOrHangsIsAWarningAndNothingElse() throws {
    for (command, seconds, expected) in [
      (["sh", "-c", "exit 7"], 30, "exit status 7"),
      (["/no/such/program"], 30, "No such file"),
      (["sh", "-c", "sleep 60 & wait"], 1, "no end within 1 seconds"),
      (["sh", "-c", "kill -9 $$"], 30, "signal 9"),
    ] {
      let home = TestHome.withInbox([])
      home.configuration.notice {
        $0.command = command
        $0.seconds = seconds
      }
      let record = try home.close()
      #expect(record.state == .done)
      #expect(record.exitStatus == 0)
      #expect(record.warnings.joined().contains(expected), "\(record.warnings)")
    }
  }

  @Test func problemsOnlyMeansSilenceWhereEverythingTiesOut() throws {
    let home = TestHome.withInbox([])
    home.configuration.notice {
      $0.webhook = .environment("HOOK")
      $0.occasion = .problems
    }
    try home.close(good)
    #expect(good.requests.count == 0)
    home.fillInbox(["EU1_90200000016.txt"])
    try home.close(good)
    #expect(good.requests.count == 1)
  }

  @Test(arguments: [
    (CloseSettings.Notice.Form.slack, #"{"text":"acorn close 2026-05-01: everything ties out"#),
    (.feishu, #"{"msg_type":"text","content":{"text":"acorn close 2026-05-01"#),
    (.dingtalk, #"{"msgtype":"text","text":{"content":"acorn close 2026-05-01"#),
    (.acorn, #"{"record":"acorn-close""#),
  ])
  func aWebhookGetsTheFormThatItsServiceReads(
    form: CloseSettings.Notice.Form, expected: String
  ) throws {
    let home = TestHome.withInbox([])
    home.configuration.notice {
      $0.webhook = .environment("HOOK")
      $0.form = form
    }
    let transport = ScriptedTransport { _, _ throws(HTTPFailure) in
      HTTPAnswer(text: #"{"errcode": 0, "code": 0, "errmsg": "ok"}"#)
    }
    let record = try home.close(transport)
    #expect(record.warnings == [])
    let request = try #require(transport.requests.first)
    #expect(request.url == "https://hook.example/CANARY")
    #expect(request.method == .post)
    #expect(request.limits.totalSeconds == 30)
    #expect(String(decoding: request.body, as: UTF8.self).hasPrefix(expected))
  }

  @Test func aRefusedMessageIsAWarningWithoutTheAddress() throws {
    for (status, body, form) in [
      (
        200, #"{"errcode": 310000, "errmsg": "sign not match"}"#, CloseSettings.Notice.Form.dingtalk
      ),
      (200, #"{"code": 19021, "msg": "sign match fail"}"#, .feishu),
      (404, "no_service", .slack),
    ] {
      let home = TestHome.withInbox([])
      home.configuration.notice {
        $0.webhook = .environment("HOOK")
        $0.form = form
      }
      let record = try home.close(
        ScriptedTransport { _, _ throws(HTTPFailure) in HTTPAnswer(status, text: body) })
      #expect(record.exitStatus == 0)
      #expect(record.warnings.count == 1)
      #expect(!record.warnings.joined().contains("CANARY"))
    }
  }

  @Test func aHealthCheckHearsOfStartAndEnd() throws {
    let home = TestHome.withInbox([])
    home.configuration.close.ping = .environment("PING")
    try home.close(good)
    home.fillInbox(["EU1_90200000016.txt"])
    try home.close(good)
    #expect(
      good.requests.map(\.path) == ["/CANARY/start", "/CANARY", "/CANARY/start", "/CANARY/fail"])
  }

  @Test func aHealthCheckThatIsAwayFailsNothing() throws {
    let home = TestHome.withInbox([])
    home.configuration.close.ping = .environment("PING")
    let record = try home.close()
    #expect(record.exitStatus == 0)
    #expect(record.warnings.count == 2)
    #expect(!record.warnings.joined().contains("CANARY"))
  }

  @Test func prometheusReadsCountsAndTimes() throws {
    let home = TestHome.withInbox()
    home.configuration.close.metrics = "acorn.prom"
    try home.close()
    let metrics = text("\(home.path)/acorn.prom")
    for line in [
      "# TYPE acorn_close_exit_status gauge", "acorn_close_exit_status 3", "acorn_settlements 5",
      "acorn_new_documents{kind=\"settlement\"} 6", "acorn_refused_documents 1",
      "acorn_close_last_success_timestamp_seconds 1777611607",
    ] {
      #expect(metrics.split(separator: "\n").contains(Substring(line)), "\(line)")
    }
    home.folder.write("home/catalog.csv", "sku,unit_cost\nMUG-1,three\n")
    try home.close(at: "2026-05-02T05:00:00Z")
    let after = text("\(home.path)/acorn.prom").split(separator: "\n")
    #expect(
      after.contains("acorn_close_last_success_timestamp_seconds 1777611607"),
      "the last good run's time stays")
  }

  @Test func metricsThatCannotBeWrittenFailNothing() throws {
    let home = TestHome.withInbox([])
    home.configuration.close.metrics = "no/such/folder/acorn.prom"
    let record = try home.close()
    #expect(record.exitStatus == 0)
    #expect(record.warnings.joined().contains("metrics"))
  }
}
