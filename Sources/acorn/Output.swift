import Batch
import Glibc

/// Writes what was asked for to standard output.
///
/// All of it is written, or a full disk is told and ends in status 74: half a report must never look
/// like one. A reader that went away is no error, and the rest need not be worked out.
func writeOutput(_ bytes: [UInt8]) throws(BatchError) {
  let failure = write(bytes, to: 1)
  guard failure != 0 else { return }
  guard failure != EPIPE else { throw BatchError("", kind: .readerGone) }
  throw BatchError(
    "standard output: \(String(cString: strerror(failure))); make room and run it again",
    kind: .storage)
}

/// Says on standard output what a command has done.
///
/// It is done whether or not anybody reads that, so a reader that went away does not change the exit
/// status.
func say(_ text: String) throws(BatchError) {
  do throws(BatchError) { try writeOutput(Array((text + "\n").utf8)) } catch {
    guard error.kind == .readerGone else { throw error }
  }
}

/// Writes a line to standard error; where that cannot be written, nobody can be told, and work goes
/// on.
func printError(_ text: String) { tell(text + "\n") }

/// Writes to standard error as it is.
func tell(_ text: String) { _ = write(Array(text.utf8), to: 2) }

/// Returns the number of the error that has stopped it; 0 when all is written.
private func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    if count < 0, errno == EAGAIN {
      // Somebody shares the descriptor with us and has made it one that does not wait.
      var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&wanted, 1, -1)
      continue
    }
    guard count > 0 else { return count < 0 ? errno : EIO }
    rest = rest.dropFirst(count)
  }
  return 0
}
