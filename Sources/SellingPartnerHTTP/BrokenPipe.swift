import Glibc

/// Runs a closure in which writing to a connection that the server ended is an error, not a signal.
///
/// SIGPIPE would end the program. libcurl before 7.87 lets OpenSSL raise it, and cannot be asked to
/// ignore it where several threads run. The signal is the thread's own, so it is held back for this
/// thread and taken off; one that waited before is left waiting.
func withoutBrokenPipeSignal<Result>(_ body: () -> Result) -> Result {
  var pipeSignal = sigset_t()
  sigemptyset(&pipeSignal)
  sigaddset(&pipeSignal, SIGPIPE)
  guard !isPipeSignalWaiting() else { return body() }
  var before = sigset_t()
  pthread_sigmask(SIG_BLOCK, &pipeSignal, &before)
  let result = body()
  var noTime = timespec()
  while isPipeSignalWaiting() { sigtimedwait(&pipeSignal, nil, &noTime) }
  pthread_sigmask(SIG_SETMASK, &before, nil)
  return result
}

private func isPipeSignalWaiting() -> Bool {
  var waiting = sigset_t()
  sigpending(&waiting)
  return sigismember(&waiting, SIGPIPE) == 1
}
