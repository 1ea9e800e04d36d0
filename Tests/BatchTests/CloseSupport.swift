import Batch
import Glibc
import LedgerCore
import SellingPartner
import TestSupport

extension Pace {
  /// The machine's own time, for what waits for other programs.
  static let real = Pace(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }, sleep: { usleep(UInt32($0 * 1e6)) })
}

extension TestHome {
  static let night = "2026-05-01T05:00:00Z"

  /// Closes the home; without a transport nobody answers.
  @discardableResult
  func close(
    at now: String = TestHome.night, _ transport: (any HTTPTransport)? = nil,
    isOffline: Bool = false, keepDays: Int? = nil, trustsClock: Bool = false,
    machine: String? = nil, isClockStated: Bool = true
  ) throws -> CloseRecord {
    var setup = closeSetup(
      transport, isOffline: isOffline, keepDays: keepDays, machine: machine ?? now)
    setup.trustsClock = trustsClock
    return try Batch.close(context(now, isClockStated: isClockStated), setup)
  }

  func closeSetup(
    _ transport: (any HTTPTransport)? = nil, isOffline: Bool = false, keepDays: Int? = nil,
    machine: String = TestHome.night
  ) -> CloseSetup {
    let nobody = ScriptedTransport { _, _ throws(HTTPFailure) in
      throw HTTPFailure(reason: .connect, what: "no connection")
    }
    var environment = SyncWorld.secrets
    environment["PING"] = "https://ping.example/CANARY"
    environment["HOOK"] = "https://hook.example/CANARY"
    let known = environment
    let sync = SyncSetup(
      transport: transport ?? nobody, pace: .real, environment: { known[$0] })
    let clock = Instant(seconds: Instant(machine)!.seconds + 7)
    var setup = CloseSetup(sync: sync, version: "1.2.3", clock: { clock })
    setup.isOffline = isOffline
    setup.keepDays = keepDays
    return setup
  }

  /// The files of a night's folder by name, such as `profit.csv` or `components/2026-03.csv`.
  func night(_ day: String) -> [String: [UInt8]] {
    TestHome.files(in: "\(path)/reports/\(day)")
  }

  static func files(in folder: String) -> [String: [UInt8]] {
    let found = names(in: folder).flatMap { name in
      isFolder("\(folder)/\(name)")
        ? names(in: "\(folder)/\(name)").map { "\(name)/\($0)" } : [name]
    }
    return Dictionary(uniqueKeysWithValues: found.map { ($0, fileBytes("\(folder)/\($0)")) })
  }

  /// The reports of a night's folder: what certifies them tells one run from another.
  func nightReports(_ day: String) -> [String: [UInt8]] {
    night(day).filter { name, _ in name != "certificate.json" && name != "SHA256SUMS" }
  }

  var latest: String {
    var target = [UInt8](repeating: 0, count: 256)
    let count = target.withUnsafeMutableBytes {
      readlink("\(path)/reports/latest", $0.baseAddress!.assumingMemoryBound(to: CChar.self), 255)
    }
    return String(decoding: target.prefix(max(0, count)), as: UTF8.self)
  }

  /// A home whose inbox holds files of the small world.
  static func withInbox(_ names: [String] = SmallWorld.names) -> TestHome {
    let home = SmallWorld.home()
    home.configuration.close.inbox = "inbox"
    home.fillInbox(names)
    return home
  }

  func fillInbox(_ names: [String]) {
    mkdir("\(path)/inbox", 0o755)
    for name in names { folder.write("home/inbox/\(name)", SmallWorld.files[name] ?? []) }
  }
}

extension CloseRecord {
  func step(_ step: CloseStep) -> Step? { steps.first { $0.step == step } }
}
