// Makes one chosen disk call of a process fail, to show that neither a crash nor a bad disk harms the books.
//
//   cc -shared -fPIC -O2 -o fault_shim.so fault_shim.c -ldl
//   FAULT_COUNT_FILE=count LD_PRELOAD=./fault_shim.so acorn import …               how many calls are there?
//   FAULT_AT=12 FAULT_MODE=torn LD_PRELOAD=./fault_shim.so acorn import …          call 12 goes wrong
//
//   FAULT_MODE    kill    the process dies before the call
//                 torn    half of the bytes are written, then the process dies
//                 eio, enospc    the call fails and the process goes on; with FAULT_STICKY=1 all later calls fail too
//
// Linux and glibc. Counted are calls that change files or their names; pipes, sockets and the standard streams are not.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long faultAt;  // the first call is 1; 0 lets everything pass
static bool sticky;
static const char *mode = "kill";

__attribute__((constructor)) static void readSettings(void) {
  const char *at = getenv("FAULT_AT"), *chosenMode = getenv("FAULT_MODE"), *stick = getenv("FAULT_STICKY");
  if (at) faultAt = atol(at);
  if (chosenMode) mode = chosenMode;
  sticky = stick && strcmp(stick, "1") == 0;
}

__attribute__((destructor)) static void writeCount(void) {
  const char *path = getenv("FAULT_COUNT_FILE");
  long total = atomic_load(&calls);
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%ld\n", total);
  fclose(file);
}

// Regular files and folders only; this leaves out pipes, sockets, and the event descriptors of a thread pool.
static bool isOnDisk(int descriptor) {
  struct stat status;
  if (descriptor <= 2 || fstat(descriptor, &status) != 0) return false;
  return S_ISREG(status.st_mode) || S_ISDIR(status.st_mode);
}

static bool isFaulty(void) {
  long number = atomic_fetch_add(&calls, 1) + 1;
  return faultAt > 0 && (number == faultAt || (sticky && number > faultAt));
}

static _Noreturn void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static int fail(void) {
  if (strcmp(mode, "eio") != 0 && strcmp(mode, "enospc") != 0) die();
  errno = strcmp(mode, "eio") == 0 ? EIO : ENOSPC;
  return -1;
}

static bool isTorn(void) { return strcmp(mode, "torn") == 0; }

// The C library's own function behind the one of the same name here.
#define REAL(name)                \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define WRITING(name, parameters, whole, half) \
  ssize_t name parameters {                    \
    REAL(name);                                \
    if (!isOnDisk(fd) || !isFaulty()) return real whole; \
    if (!isTorn()) return fail();              \
    (void)!real half;                          \
    die();                                     \
  }
WRITING(write, (int fd, const void *bytes, size_t n), (fd, bytes, n), (fd, bytes, n / 2))
WRITING(pwrite, (int fd, const void *bytes, size_t n, off_t at), (fd, bytes, n, at), (fd, bytes, n / 2, at))
WRITING(pwrite64, (int fd, const void *bytes, size_t n, off64_t at), (fd, bytes, n, at), (fd, bytes, n / 2, at))

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  if (!isOnDisk(fd) || !isFaulty()) return real(fd, parts, count);
  if (!isTorn()) return fail();
  size_t half = 0;
  for (int i = 0; i < count; i++) half += parts[i].iov_len;
  half /= 2;
  for (int i = 0; i < count && half > 0; i++) {
    struct iovec part = {parts[i].iov_base, parts[i].iov_len < half ? parts[i].iov_len : half};
    if (real(fd, &part, 1) < 0) break;
    half -= part.iov_len;
  }
  die();
}

#define CHANGING(name, counted, parameters, arguments)          \
  int name parameters {                                         \
    REAL(name);                                                 \
    return (counted) && isFaulty() ? fail() : real arguments;   \
  }
CHANGING(fsync, isOnDisk(fd), (int fd), (fd))
CHANGING(fdatasync, isOnDisk(fd), (int fd), (fd))
CHANGING(ftruncate, isOnDisk(fd), (int fd, off_t size), (fd, size))
CHANGING(ftruncate64, isOnDisk(fd), (int fd, off64_t size), (fd, size))
CHANGING(rename, true, (const char *from, const char *to), (from, to))
CHANGING(renameat, true, (int d1, const char *from, int d2, const char *to), (d1, from, d2, to))
CHANGING(renameat2, true, (int d1, const char *from, int d2, const char *to, unsigned flags), (d1, from, d2, to, flags))
CHANGING(unlink, true, (const char *path), (path))
CHANGING(link, true, (const char *from, const char *to), (from, to))
