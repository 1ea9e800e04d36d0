import FlatFile
import Glibc

/// The contents of a gzip file, inflated by a thread of their own while the reader parses.
///
/// The reader's thread also computes the checksum: it has the time, the inflating one has not.
package final class ReadAheadSource: ByteSource {
  private let ring: PieceRing
  private var thread = pthread_t()
  private var check = MemberCheck()
  private var current: (slot: Int, piece: InflatedPiece, used: Int)?

  init(_ inflater: Inflater) {
    ring = PieceRing(inflater)
    let box = Unmanaged.passRetained(ring)
    let status = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<PieceRing>.fromOpaque(argument!).takeRetainedValue().produce()
        return nil
      }, box.toOpaque())
    precondition(status == 0, "no thread can be started: \(String(cString: strerror(status)))")
  }

  deinit {
    ring.stop()
    pthread_join(thread, nil)
  }

  package var notes: [FlatFileError] { ring.notes }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FlatFileError) -> Int {
    while true {
      if let (slot, piece, used) = current {
        let count = min(piece.count - used, buffer.count)
        let bytes = UnsafeRawBufferPointer(rebasing: ring.buffer(slot)[used..<used + count])
        buffer.copyMemory(from: bytes)
        let isDone = used + count == piece.count
        try check.add(bytes, trailer: isDone ? piece.trailer : nil)
        current = isDone ? nil : (slot, piece, used + count)
        if isDone { ring.release() }
        if count > 0 { return count }
        continue
      }
      guard let (slot, piece) = try ring.take() else { return 0 }
      current = (slot, piece, 0)
    }
  }
}

/// A few buffers that go round between the inflating thread and the reader.
///
/// One mutex guards the counters; a buffer belongs to one side at a time, so its bytes need none.
private final class PieceRing: @unchecked Sendable {
  private static let slotCount = 4
  private static let slotBytes = 256 << 10

  private let inflater: Inflater
  private let buffers: [UnsafeMutableRawBufferPointer]
  private var pieces: [InflatedPiece?]
  private var produced = 0
  private var consumed = 0
  private var isFinished = false
  private var isStopped = false
  private var failure: FlatFileError?
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>

  init(_ inflater: Inflater) {
    self.inflater = inflater
    buffers = (0..<PieceRing.slotCount).map { _ in
      .allocate(byteCount: PieceRing.slotBytes, alignment: 64)
    }
    pieces = Array(repeating: nil, count: PieceRing.slotCount)
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    for buffer in buffers { buffer.deallocate() }
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(changed)
    mutex.deallocate()
    changed.deallocate()
  }

  /// Read by the consumer after the end only, when the producer has finished.
  var notes: [FlatFileError] { locked { isFinished ? inflater.notes : [] } }

  func buffer(_ slot: Int) -> UnsafeMutableRawBufferPointer { buffers[slot] }

  /// The inflating thread: fills buffers until the end, an error or a stop.
  func produce() {
    while true {
      let slot: Int? = locked {
        while produced - consumed == PieceRing.slotCount, !isStopped {
          pthread_cond_wait(changed, mutex)
        }
        return isStopped ? nil : produced % PieceRing.slotCount
      }
      guard let slot else { return }
      var piece: InflatedPiece?
      var error: FlatFileError?
      do throws(FlatFileError) {
        let next = try inflater.next(into: buffers[slot])
        piece = next.count > 0 || next.trailer != nil ? next : nil
      } catch let problem {
        error = problem
      }
      let goesOn: Bool = locked {
        defer { pthread_cond_broadcast(changed) }
        guard let piece else {
          failure = error
          isFinished = true
          return false
        }
        pieces[slot] = piece
        produced += 1
        return true
      }
      if !goesOn { return }
    }
  }

  /// The next piece, waiting for it; nil at the end.
  func take() throws(FlatFileError) -> (slot: Int, piece: InflatedPiece)? {
    let (found, error): ((Int, InflatedPiece)?, FlatFileError?) = locked {
      while produced == consumed, !isFinished { pthread_cond_wait(changed, mutex) }
      let slot = consumed % PieceRing.slotCount
      guard produced > consumed, let piece = pieces[slot] else { return (nil, failure) }
      return ((slot, piece), nil)
    }
    if let error { throw error }
    return found
  }

  /// Gives the oldest buffer back.
  func release() {
    locked {
      consumed += 1
      pthread_cond_broadcast(changed)
    }
  }

  func stop() {
    locked {
      isStopped = true
      pthread_cond_broadcast(changed)
    }
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}
