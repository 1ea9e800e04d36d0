import Glibc

/// Runs `produce` for each item on several threads and `consume` for each result on this one.
///
/// Results come in whatever order they are ready; at most a few wait at a time, so that memory does
/// not grow with the number of items. An error of `consume` stops the rest.
func inParallel<Item: Sendable, Result: Sendable>(
  _ items: [Item], workers: Int,
  produce: @escaping @Sendable (Item) -> Result,
  consume: (Result) throws(BatchError) -> Void
) throws(BatchError) {
  guard workers > 1, items.count > 1 else {
    for item in items { try consume(produce(item)) }
    return
  }
  let queue = ResultQueue<Item, Result>(items, produce: produce)
  var threads: [pthread_t] = []
  for _ in 0..<min(workers, items.count) { threads.append(thread(queue.work)) }
  defer {
    queue.stop()
    for thread in threads { pthread_join(thread, nil) }
  }
  for _ in items.indices {
    guard let result = queue.next() else { return }
    try consume(result)
  }
}

/// A value that another thread works out beside this one.
///
/// Where one thread is to do all the work, it is worked out when it is asked for.
final class Aside<Value: Sendable> {
  private final class Slot: @unchecked Sendable {
    var result: Result<Value, BatchError>?
  }

  private let work: @Sendable () throws(BatchError) -> Value
  private let slot = Slot()
  private var running: pthread_t?

  init(workers: Int, _ work: @escaping @Sendable () throws(BatchError) -> Value) {
    self.work = work
    guard workers > 1 else { return }
    let slot = slot
    running = thread { slot.result = Result(catching: work) }
  }

  /// Waits for it; asked for again, it is the same.
  func value() throws(BatchError) -> Value {
    wait()
    let result = slot.result ?? Result(catching: work)
    slot.result = result
    return try result.get()
  }

  private func wait() {
    if let running { pthread_join(running, nil) }
    running = nil
  }

  deinit { wait() }
}

private func thread(_ work: @escaping () -> Void) -> pthread_t {
  var thread = pthread_t()
  let status = pthread_create(
    &thread, nil,
    { argument in
      Unmanaged<AnyWorker>.fromOpaque(argument!).takeRetainedValue().work()
      return nil
    }, Unmanaged.passRetained(AnyWorker(work: work)).toOpaque())
  precondition(status == 0, "no thread can be started: \(String(cString: strerror(status)))")
  return thread
}

private final class AnyWorker {
  let work: () -> Void
  init(work: @escaping () -> Void) { self.work = work }
}

/// Items to be worked on and results to be fetched, under one mutex.
private final class ResultQueue<Item: Sendable, Result: Sendable>: @unchecked Sendable {
  private static var maximumWaiting: Int { 4 }

  private let items: [Item]
  private let produce: @Sendable (Item) -> Result
  private var taken = 0
  private var results: [Result] = []
  private var isStopped = false
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(_ items: [Item], produce: @escaping @Sendable (Item) -> Result) {
    self.items = items
    self.produce = produce
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(changed)
    mutex.deallocate()
    changed.deallocate()
  }

  func work() {
    while true {
      let item: Item? = locked {
        guard taken < items.count, !isStopped else { return nil }
        taken += 1
        return items[taken - 1]
      }
      guard let item else { return }
      let result = produce(item)
      locked {
        while results.count >= Self.maximumWaiting, !isStopped {
          pthread_cond_wait(changed, mutex)
        }
        results.append(result)
        pthread_cond_broadcast(changed)
      }
    }
  }

  func next() -> Result? {
    locked {
      while results.isEmpty, !isStopped { pthread_cond_wait(changed, mutex) }
      guard !results.isEmpty else { return nil }
      pthread_cond_broadcast(changed)
      return results.removeFirst()
    }
  }

  func stop() {
    locked {
      isStopped = true
      pthread_cond_broadcast(changed)
    }
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}
