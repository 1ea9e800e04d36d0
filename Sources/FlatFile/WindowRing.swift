import Glibc
import LedgerCore

/// A few windows that go round between a thread that fills them and the reader.
///
/// One mutex guards the counters; a window belongs to one side at a time, so its bytes need none.
/// (The filling side still reads the rest behind the lines of the window it filled last.)
final class WindowRing: @unchecked Sendable {
  private static let windowCount = 6

  private let filler: WindowFiller
  private let windows: [WindowBuffer]
  private var filled = 0
  private var consumed = 0
  private var isFinished = false
  private var isStopped = false
  private var failure: FlatFileError?
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>

  init(_ filler: WindowFiller, windowBytes: Int) {
    self.filler = filler
    windows = (0..<WindowRing.windowCount).map { _ in WindowBuffer(byteCount: windowBytes) }
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(changed)
    mutex.deallocate()
    changed.deallocate()
  }

  /// The filling thread: goes on until the end, an error or a stop.
  private func fill() {
    while let window = free() {
      var isFilled = false
      var error: FlatFileError?
      do throws(FlatFileError) {
        isFilled = try filler.fill(window)
      } catch let problem {
        error = problem
      }
      locked {
        filled += isFilled ? 1 : 0
        failure = error
        isFinished = !isFilled
        pthread_cond_signal(changed)
      }
      if !isFilled { return }
    }
  }

  /// The window to fill next, once the reader has given some back; nil when it gave up.
  private func free() -> WindowBuffer? {
    locked {
      if filled - consumed == windows.count {
        // Waking a thread costs as much as many rows: it sleeps until there is work for a while.
        while filled - consumed > windows.count / 2, !isStopped {
          pthread_cond_wait(changed, mutex)
        }
      }
      return isStopped ? nil : windows[filled % windows.count]
    }
  }

  /// The oldest window, waiting for it; nil at the end.
  private func take() throws(FlatFileError) -> WindowBuffer? {
    let (window, error): (WindowBuffer?, FlatFileError?) = locked {
      while filled == consumed, !isFinished { pthread_cond_wait(changed, mutex) }
      return filled > consumed ? (windows[consumed % windows.count], nil) : (nil, failure)
    }
    if let error { throw error }
    return window
  }

  private func giveBack() {
    locked {
      consumed += 1
      if filled - consumed == windows.count / 2 { pthread_cond_signal(changed) }
    }
  }

  private func stop() {
    locked {
      isStopped = true
      pthread_cond_signal(changed)
    }
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// The reader's end of a ring; the filling thread ends with it.
  final class Reader {
    private let ring: WindowRing
    private var thread = pthread_t()

    init(_ ring: WindowRing) {
      self.ring = ring
      let status = pthread_create(
        &thread, nil,
        { argument in
          Unmanaged<WindowRing>.fromOpaque(argument!).takeRetainedValue().fill()
          return nil
        }, Unmanaged.passRetained(ring).toOpaque())
      precondition(status == 0, "no thread can be started: \(String(cString: strerror(status)))")
    }

    deinit {
      ring.stop()
      pthread_join(thread, nil)
    }

    /// Calls `body` with the next window; false at the end.
    func next(_ body: (WindowBuffer) -> Void) throws(FlatFileError) -> Bool {
      guard let window = try ring.take() else { return false }
      body(window)
      ring.giveBack()
      return true
    }
  }
}
