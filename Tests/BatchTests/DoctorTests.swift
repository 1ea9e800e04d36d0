import Batch
import Glibc
import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct DoctorTests {
  private func credentials(
    _ home: TestHome, at now: String = SyncWorld.now,
    environment: [String: String] = SyncWorld.secrets
  ) -> [Doctor.Check] {
    let checks = Doctor(home.context(now), environment: { environment[$0] })
      .examine(readData: false)
    for check in checks { #expect(!check.text.contains("CANARY"), "\(check.text)") }
    return checks.filter { $0.text.hasPrefix("credentials: ") }
  }

  /// A home whose client secret and refresh token are in files, written at an instant.
  private func homeWithFiles(writtenAt instant: String) -> TestHome {
    let home = SyncWorld.home(["NA1"])
    home.configuration.lwa?.clientSecret = .file("secrets/lwa")
    home.configuration.stores[0].refreshToken = .file("secrets/NA1")
    for name in ["lwa", "NA1"] {
      let path = home.folder.write("home/secrets/\(name)", "CANARY-\(name)\n")
      setMode(path, 0o600)
      let seconds = Int(Instant(instant)!.seconds)
      var times = [timeval(tv_sec: seconds, tv_usec: 0), timeval(tv_sec: seconds, tv_usec: 0)]
      utimes(path, &times)
    }
    return home
  }

  /// `ok`, `WARN` or `FAILED` of the client secret and of the refresh token.
  private func states(_ home: TestHome) -> [String] {
    credentials(home).dropFirst().map { $0.isWarning ? "WARN" : $0.isGood ? "ok" : "FAILED" }
  }

  @Test func withoutARefreshTokenThereAreNoCredentialsToCheck() {
    #expect(credentials(SmallWorld.home()).isEmpty)
  }

  @Test func theAgeOfAnEnvironmentVariableIsUnknownAndSaidSo() {
    let checks = credentials(SyncWorld.home(["NA1"]))
    #expect(checks.allSatisfy { $0.isGood && !$0.isWarning })
    #expect(
      checks.map(\.text) == [
        "credentials: client_id: in the environment variable CLIENT",
        "credentials: client_secret: in the environment variable SECRET;"
          + " its age is unknown, Amazon takes it for 180 days",
        "credentials: refresh_token of NA1: in the environment variable NA1;"
          + " its age is unknown, Amazon takes it for 365 days",
      ])
  }

  @Test(arguments: [
    ("2026-03-31T08:00:00Z", ["ok", "ok"]), ("2026-01-02T08:00:00Z", ["ok", "ok"]),
    ("2026-01-01T08:00:00Z", ["WARN", "ok"]), ("2025-10-04T08:00:00Z", ["WARN", "ok"]),
    ("2025-10-03T08:00:00Z", ["FAILED", "ok"]), ("2025-05-01T08:00:00Z", ["FAILED", "WARN"]),
    ("2025-04-01T08:00:00Z", ["FAILED", "WARN"]), ("2026-05-01T08:00:00Z", ["ok", "ok"]),
  ])
  func aSecretIsWarnedOfBeforeItsDeadline(writtenAt: String, expected: [String]) {
    #expect(states(homeWithFiles(writtenAt: writtenAt)) == expected)
  }

  @Test func theAgeOfASecretIsInItsLine() {
    let home = homeWithFiles(writtenAt: "2025-12-02T08:00:00Z")
    #expect(
      credentials(home).dropFirst().map(\.text) == [
        "credentials: client_secret: \(home.path)/secrets/lwa is private, 120 days old, good for"
          + " 60 more; make a new one in the Solution Provider Portal and replace it",
        "credentials: refresh_token of NA1: \(home.path)/secrets/NA1 is private, 120 days old,"
          + " good for 245 more",
      ])
  }

  @Test(arguments: [0o644, 0o640, 0o602] as [mode_t])
  func aSecretThatOthersCanReadOrWriteFails(mode: mode_t) {
    let home = homeWithFiles(writtenAt: "2026-03-31T08:00:00Z")
    setMode("\(home.path)/secrets/NA1", mode)
    #expect(states(home) == ["ok", "FAILED"])
    #expect(
      credentials(home).last?.text.hasSuffix("run chmod 600 \(home.path)/secrets/NA1") == true)
  }

  @Test func whatIsMissingIsNamed() {
    let home = SyncWorld.home(["NA1"])
    home.configuration.lwa = nil
    home.configuration.stores[0].region = nil
    home.configuration.stores[0].refreshToken = .file("secrets/none")
    let checks = credentials(home)
    #expect(checks.map(\.isGood) == [false, false, false])
    #expect(checks.map { $0.text.contains("[lwa]") } == [true, false, false])
    #expect(checks.map { $0.text.contains("secrets/none: No such file") } == [false, true, false])
    #expect(checks.map { $0.text.contains("region") } == [false, false, true])
  }

  @Test func theTemplateNamesEveryKeyThatASyncNeeds() throws {
    let folder = TemporaryFolder()
    try makeHome("\(folder.path)/home")
    let text = String(decoding: fileBytes("\(folder.path)/home/acorn.toml"), as: UTF8.self)
    for key in ["seller_id", "region", "refresh_token", "[lwa]", "client_secret", "[endpoints]"] {
      #expect(text.contains(key), "\(key)")
    }
  }
}

@Suite struct DoctorOfReportsTests {
  private func reports(_ home: TestHome) -> Doctor.Check? {
    Doctor(home.context(TestHome.night), environment: { _ in nil }).examine(readData: true)
      .first { $0.text.hasPrefix("reports: ") }
  }

  @Test func withoutANightThereAreNone() {
    #expect(reports(SmallWorld.home()) == nil)
  }

  @Test func whatHasChangedSinceItWasWrittenIsNamedUntilTheNightIsClosedAgain() throws {
    let home = TestHome.withInbox(["NA1_90100000012.txt.gz"])
    home.configuration.close.isByMonth = true
    try home.close()
    #expect(reports(home)?.isGood == true)
    let night = "\(home.path)/reports/\(home.latest)"
    let month = try #require(FileSystem.names(in: "\(night)/components").first)
    for name in ["profit.csv", "components/\(month)"] {
      var bytes = fileBytes("\(night)/\(name)")
      bytes[bytes.count / 2] ^= 1
      unlink("\(night)/\(name)")
      home.folder.write("home/reports/\(home.latest)/\(name)", bytes)
    }
    home.folder.write("home/reports/\(home.latest)/notes.txt", "")
    unlink("\(night)/jumps.csv")
    let check = try #require(reports(home))
    #expect(!check.isGood)
    for text in [
      "components/\(month) has changed", "profit.csv has changed", "notes.txt is not listed",
      "jumps.csv is not there",
    ] { #expect(check.text.contains(text)) }
    for name in ["profit.csv", "components/\(month)"] { unlink("\(night)/\(name)") }
    try home.close()
    #expect(reports(home)?.isGood == true)
  }
}
