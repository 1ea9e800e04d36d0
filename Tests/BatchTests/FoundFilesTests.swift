import Batch
import Glibc
import TestSupport
import Testing

/// Folders hold more than documents.
@Suite struct FoundFilesTests {
  /// A folder with the files of the small world and what cannot be read beside them.
  private func strangeFolder(_ home: TestHome) -> [String] {
    SmallWorld.write(SmallWorld.names, for: home)
    let folder = "\(home.folder.path)/in"
    symlink("\(folder)/nowhere", "\(folder)/a-link")
    mkfifo("\(folder)/b-pipe", 0o644)
    symlink("/dev/zero", "\(folder)/c-device")
    // Its size is that of a file, and reading it fails.
    symlink("/proc/self/mem", "\(folder)/d-memory")
    bindSocket("\(folder)/e-socket")
    // Leads back to the folder itself: nothing more is there.
    symlink(folder, "\(folder)/f-loop")
    return ["a-link", "b-pipe", "c-device", "d-memory", "e-socket"].map { "\(folder)/\($0)" }
  }

  private func bindSocket(_ path: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(status == 0)
    close(descriptor)
  }

  @Test func aFileThatIsNamedTwiceIsOne() throws {
    let home = SmallWorld.home()
    let files = SmallWorld.write(SmallWorld.names, for: home)
    let outcome = try home.importFiles(files + ["\(home.folder.path)/in/../in"])
    #expect(outcome.documents.count == files.count)
    #expect(
      try home.with { try $0.archive.deliveries() }.count { $0.kind == .settlement } == files.count)
  }

  @Test func whatIsNoFileIsToldWithItsPathAndStopsNothing() throws {
    let home = SmallWorld.home()
    let strange = strangeFolder(home)
    let outcome = try home.importFiles(["\(home.folder.path)/in", "\(home.folder.path)/none"])
    #expect(outcome.settlements == 5)
    #expect(outcome.documents.count == 6)
    #expect(outcome.exitStatus == 3)
    let told = outcome.unread
    #expect(told.count == 6)
    for path in strange + ["\(home.folder.path)/none"] {
      #expect(told.count { $0.hasPrefix("\(path): ") } == 1, "\(path): \(told)")
    }
    #expect(
      told.contains {
        $0.hasSuffix("a link that leads nowhere (No such file or directory); mend or remove it")
      })
  }

  @Test func aNameThatIsNotUTF8IsTold() throws {
    let home = SmallWorld.home()
    let path = "\(home.folder.path)/in/"
    home.folder.write("in/known.txt", "x")
    let name = Array(path.utf8) + [0xbd, 0xe1, 0xcb, 0xe3, 0]
    let file = name.withUnsafeBufferPointer { name in
      name.withMemoryRebound(to: CChar.self) { open($0.baseAddress!, O_CREAT | O_WRONLY, 0o644) }
    }
    #expect(file >= 0)
    close(file)
    let told = try home.importFiles([path]).unread
    #expect(told.count == 1)
    #expect(told.first?.hasSuffix("its name is not UTF-8; rename the file or folder") == true)
  }

  @Test func theInboxOfACloseIsTakenInAllTheSame() throws {
    let home = SmallWorld.home()
    home.configuration.close.inbox = "../in"
    let strange = strangeFolder(home)
    let record = try home.close()
    #expect(record.state == .done)
    #expect(record.exitStatus == 3)
    #expect(record.counts["settlements"] == 5)
    #expect(record.step(.takeIn)?.state == .failed)
    #expect(record.step(.takeIn)?.text.contains("6 files, 6 new; 5 could not be read") == true)
    for path in strange {
      let name = path.split(separator: "/").last ?? ""
      #expect(record.warnings.contains { $0.contains("/in/\(name): ") }, "\(name)")
    }
  }

  @Test func aDryRunTellsThemToo() throws {
    let home = SmallWorld.home()
    let strange = strangeFolder(home)
    let runs = try DryRun.read(
      ["\(home.folder.path)/in"], store: "", home.context("2026-05-01T08:00:00Z"))
    #expect(runs.count == 11)
    for path in strange where !path.hasSuffix("memory") {
      #expect(runs.contains { $0.exitStatus == 3 && $0.text.hasPrefix("\(path): ") })
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func whatMayNotBeReadIsTold() throws {
    let home = SmallWorld.home()
    let paths = SmallWorld.write(["NA1_90100000011.txt"], for: home)
    let closed = home.folder.write("in/closed.txt", "x")
    chmod(closed, 0)
    mkdir("\(home.folder.path)/in/closed", 0)
    let outcome = try home.importFiles(["\(home.folder.path)/in"])
    #expect(outcome.settlements == paths.count)
    #expect(outcome.unread.count == 2)
    chmod("\(home.folder.path)/in/closed", 0o755)
  }
}
