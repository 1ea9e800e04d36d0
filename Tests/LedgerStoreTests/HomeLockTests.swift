import Dispatch
import Glibc
import LedgerStore
import TestSupport
import Testing

@Suite struct HomeLockTests {
  @Test func aSecondHolderIsRefusedAndToldWhoTheFirstIs() throws {
    let folder = TemporaryFolder()
    do {
      let lock = try HomeLock(home: folder.path)
      let error = #expect(throws: StoreError.self) { try HomeLock(home: folder.path) }
      #expect(try #require(error).reason == .busy("process \(getpid())"))
      withExtendedLifetime(lock) {}
    }
    _ = try HomeLock(home: folder.path)
  }

  @Test func whoHasPatienceGetsTheLockOnceItIsFree() throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let taken = DispatchSemaphore(value: 0)
    startThread {
      let lock = try? HomeLock(home: path)
      taken.signal()
      usleep(200_000)
      withExtendedLifetime(lock) {}
    }
    taken.wait()
    #expect(throws: StoreError.self) { try HomeLock(home: path) }
    _ = try HomeLock(home: path, patience: 30)
    withExtendedLifetime(folder) {}
  }

  @Test func aHolderThatHasNotWrittenItsNumberIsAnotherProcess() throws {
    let folder = TemporaryFolder()
    let lock = try HomeLock(home: folder.path)
    folder.write("lock", [])
    let error = #expect(throws: StoreError.self) { try HomeLock(home: folder.path) }
    #expect(try #require(error).reason == .busy("another process"))
    withExtendedLifetime(lock) {}
  }

  @Test func aHomeThatIsNotThereCannotBeLocked() {
    let folder = TemporaryFolder()
    #expect(throws: StoreError.self) { try HomeLock(home: "\(folder.path)/none") }
  }

  /// A number that is closed twice may be another thread's file by the second time.
  @Test func aLockThatIsRefusedClosesNobodysFile() throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let lock = try HomeLock(home: path)
    let done = DispatchSemaphore(value: 0)
    var lost = 0
    startThread {
      for _ in 0..<20_000 { _ = try? HomeLock(home: path) }
      done.signal()
    }
    while done.wait(timeout: .now()) == .timedOut {
      let file = open("/dev/null", O_WRONLY | O_CLOEXEC)
      if write(file, "x", 1) != 1 { lost += 1 }
      close(file)
    }
    withExtendedLifetime((folder, lock)) {}
    #expect(lost == 0)
  }
}
