import Glibc
import Testing

@testable import SellingPartnerHTTP

@Suite struct BrokenPipeTests {
  @Test func writingToAnEndedConnectionDoesNotEndTheProgram() async {
    await #expect(processExitsWith: .success) {
      signal(SIGPIPE, SIG_DFL)
      for _ in 0..<3 {
        let status = withoutBrokenPipeSignal { writeToNobody() }
        try #require(status == EPIPE)
      }
    }
  }

  @Test func elsewhereTheSignalIsAsItWas() async {
    await #expect(processExitsWith: .signal(SIGPIPE)) {
      signal(SIGPIPE, SIG_DFL)
      _ = withoutBrokenPipeSignal { writeToNobody() }
      _ = writeToNobody()
    }
  }
}

/// Writes to a pipe that nobody reads; the error's number.
private func writeToNobody() -> Int32 {
  var ends: [Int32] = [0, 0]
  precondition(pipe(&ends) == 0, "no pipe can be made")
  close(ends[0])
  defer { close(ends[1]) }
  return write(ends[1], "x", 1) < 0 ? errno : 0
}
