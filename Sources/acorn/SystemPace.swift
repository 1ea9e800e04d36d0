import Glibc
import SellingPartner

extension Pace {
  /// The machine's monotonic clock.
  static let system = Pace(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    },
    sleep: { seconds in
      var time = timespec(
        tv_sec: Int(seconds), tv_nsec: Int((seconds - seconds.rounded(.down)) * 1e9))
      var left = timespec()
      while nanosleep(&time, &left) != 0, errno == EINTR { time = left }
    })
}
