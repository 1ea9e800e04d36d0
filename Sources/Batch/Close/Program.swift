import Glibc
import SellingPartner

/// Runs a program without a shell, with `input` as its standard input, and waits for its end.
///
/// What it prints to standard error is shown, its standard output is not. At the deadline it is
/// killed with everything it has started. The input is a file without a name, so that a program which
/// does not read it stops nobody; it is in memory, so that a full disk keeps nobody from being told.
func runProgram(
  _ words: [String], input: [UInt8], seconds: Int, scratch: String, _ pace: Pace
) throws(BatchError) {
  let descriptor: Int32
  if let file = inMemory(input) {
    descriptor = file
  } else {
    descriptor = try onDisk(input, "\(scratch)/.notice-\(getpid())")
  }
  defer { close(descriptor) }
  let child = try spawn(words, input: descriptor)
  let end = pace.now() + Double(seconds)
  var status: Int32 = 0
  while true {
    let waited = waitpid(child, &status, WNOHANG)
    if waited == child { break }
    guard waited == 0 || errno == EINTR else {
      throw BatchError("\(words[0]): \(String(cString: strerror(errno)))")
    }
    guard pace.now() < end else {
      kill(-child, SIGKILL)
      waitpid(child, &status, 0)
      throw BatchError("\(words[0]): no end within \(seconds) seconds; it was stopped")
    }
    pace.sleep(0.02)
  }
  let signal = status & 0x7f
  guard signal == 0 else { throw BatchError("\(words[0]): ended by signal \(signal)") }
  let code = (status >> 8) & 0xff
  guard code == 0 else { throw BatchError("\(words[0]): exit status \(code)") }
}

/// A file of these bytes that is in memory alone; nil where the system has none.
private func inMemory(_ bytes: [UInt8]) -> Int32? {
  // Swift's module of the C library leaves this function of Linux out.
  typealias Create = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32
  guard let symbol = dlsym(nil, "memfd_create") else { return nil }
  let closeOnExec: UInt32 = 1
  let file = unsafeBitCast(symbol, to: Create.self)("notice", closeOnExec)
  guard file >= 0 else { return nil }
  guard write(file, bytes, bytes.count) == bytes.count, lseek(file, 0, SEEK_SET) == 0 else {
    close(file)
    return nil
  }
  return file
}

private func onDisk(_ bytes: [UInt8], _ path: String) throws(BatchError) -> Int32 {
  try replaceFile(path, with: bytes)
  let file = open(path, O_RDONLY | O_CLOEXEC)
  unlink(path)
  guard file >= 0 else {
    throw BatchError("\(path): \(String(cString: strerror(errno)))", kind: .storage)
  }
  return file
}

private func spawn(_ words: [String], input: Int32) throws(BatchError) -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_adddup2(&actions, input, 0)
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  // A program expects to be ended by a pipe that nobody reads; this one ignores that.
  var signals = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGPIPE)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  // A group of its own, so that the deadline reaches what it starts.
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
  let arguments = words.map { strdup($0) } + [nil]
  defer { for argument in arguments { free(argument) } }
  var child = pid_t()
  let failure = posix_spawnp(&child, words[0], &actions, &attributes, arguments, environ)
  guard failure == 0 else { throw BatchError("\(words[0]): \(String(cString: strerror(failure)))") }
  return child
}
