import Glibc

/// The program by its file: what another build has left in a cache may not be what this one makes.
///
/// Nil where that cannot be told: then nothing is taken from a cache.
func programIdentity() -> String? {
  var status = stat()
  guard stat("/proc/self/exe", &status) == 0 else { return nil }
  return "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
}
