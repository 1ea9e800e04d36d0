#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

// deflateInit2 is a macro that Swift cannot import. windowBits 31: a gzip member with its trailer.
static inline int acorn_deflate_init(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}

// CRC-32 of gzip by carry-less multiplication: four 128-bit lanes are folded over 64 bytes a step,
// then reduced by Barrett's method. Method and constants: Intel, "Fast CRC Computation for Generic
// Polynomials Using PCLMULQDQ", reflected form. zlib 1.2.13 spends two fifths of its time on the CRC.
#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("pclmul,sse4.1"))) static inline uint32_t acorn_crc32_folded(
    uint32_t crc, const uint8_t *bytes, size_t count) {
  const __m128i fold512 = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
  const __m128i fold128 = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  const __m128i fold64 = _mm_set_epi64x(0, 0x0163cd6124);
  const __m128i barrett = _mm_set_epi64x(0x01f7011641, 0x01db710641);
  const __m128i low32 = _mm_setr_epi32(~0, 0, ~0, 0);
  __m128i a = _mm_loadu_si128((const __m128i *)bytes);
  __m128i b = _mm_loadu_si128((const __m128i *)(bytes + 16));
  __m128i c = _mm_loadu_si128((const __m128i *)(bytes + 32));
  __m128i d = _mm_loadu_si128((const __m128i *)(bytes + 48));
  a = _mm_xor_si128(a, _mm_cvtsi32_si128((int)crc));
  bytes += 64;
  count -= 64;
#define ACORN_FOLD(x, k, next)                                             \
  _mm_xor_si128(                                                           \
      _mm_xor_si128(_mm_clmulepi64_si128(x, k, 0x00), _mm_clmulepi64_si128(x, k, 0x11)), next)
  while (count >= 64) {
    a = ACORN_FOLD(a, fold512, _mm_loadu_si128((const __m128i *)bytes));
    b = ACORN_FOLD(b, fold512, _mm_loadu_si128((const __m128i *)(bytes + 16)));
    c = ACORN_FOLD(c, fold512, _mm_loadu_si128((const __m128i *)(bytes + 32)));
    d = ACORN_FOLD(d, fold512, _mm_loadu_si128((const __m128i *)(bytes + 48)));
    bytes += 64;
    count -= 64;
  }
  a = ACORN_FOLD(a, fold128, b);
  a = ACORN_FOLD(a, fold128, c);
  a = ACORN_FOLD(a, fold128, d);
  while (count >= 16) {
    a = ACORN_FOLD(a, fold128, _mm_loadu_si128((const __m128i *)bytes));
    bytes += 16;
    count -= 16;
  }
#undef ACORN_FOLD
  __m128i t = _mm_clmulepi64_si128(a, fold128, 0x10);
  a = _mm_xor_si128(_mm_srli_si128(a, 8), t);
  t = _mm_srli_si128(a, 4);
  a = _mm_and_si128(a, low32);
  a = _mm_xor_si128(_mm_clmulepi64_si128(a, fold64, 0x00), t);
  t = _mm_clmulepi64_si128(_mm_and_si128(a, low32), barrett, 0x10);
  t = _mm_clmulepi64_si128(_mm_and_si128(t, low32), barrett, 0x00);
  return (uint32_t)_mm_extract_epi32(_mm_xor_si128(a, t), 1);
}

static inline int acorn_has_clmul(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
}
#endif

// The CRC-32 of `bytes` continued from `crc`, as zlib's crc32; same result on every machine.
static inline uint32_t acorn_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (count >= 64 && acorn_has_clmul()) {
    size_t folded = count & ~(size_t)15;
    crc = ~acorn_crc32_folded(~crc, bytes, folded);
    bytes += folded;
    count -= folded;
  }
#endif
  return (uint32_t)crc32_z(crc, bytes, count);
}
