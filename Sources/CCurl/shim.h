#include <curl/curl.h>
#include <stddef.h>

// curl_easy_setopt and curl_easy_getinfo take a variable argument, which Swift cannot import: one
// function for each type of argument.

typedef size_t (*acorn_curl_receiver)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode acorn_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode acorn_curl_set_off_t(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

// libcurl copies the text, except of CURLOPT_POSTFIELDS.
static inline CURLcode acorn_curl_set_string(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

// libcurl keeps the pointer until the handle is reset.
static inline CURLcode acorn_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode acorn_curl_set_receivers(
    CURL *handle, acorn_curl_receiver header, acorn_curl_receiver body, void *context) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, header);
  if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
  if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body);
  if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
  return code;
}

// No other protocol than https, and http where it is allowed. The option changed its type with 7.85.
static inline CURLcode acorn_curl_set_protocols(CURL *handle, int allows_plain_http) {
#if LIBCURL_VERSION_NUM >= 0x075500
  return curl_easy_setopt(
      handle, CURLOPT_PROTOCOLS_STR, allows_plain_http ? "https,http" : "https");
#else
  long protocols = allows_plain_http ? CURLPROTO_HTTPS | CURLPROTO_HTTP : CURLPROTO_HTTPS;
  return curl_easy_setopt(handle, CURLOPT_PROTOCOLS, protocols);
#endif
}

// Leaves a name that is still being looked up to its thread when the deadline comes; otherwise libcurl
// waits for the system's resolver, 10 seconds and more. Before 7.87 there is no choice.
static inline CURLcode acorn_curl_set_leaves_resolver(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
  return curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#else
  return CURLE_OK;
#endif
}

// 0 when libcurl does not know.
static inline long acorn_curl_long(CURL *handle, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

static inline curl_off_t acorn_curl_off_t(CURL *handle, CURLINFO info) {
  curl_off_t value = 0;
  return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}
