#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one function for each type of value.
static inline CURLcode lanyard_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode lanyard_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode lanyard_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode lanyard_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode lanyard_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
// For CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION, which share this type.
typedef size_t (*lanyard_curl_data_callback)(char *data, size_t size, size_t count, void *context);
static inline CURLcode lanyard_curl_set_data_callback(CURL *handle, CURLoption option, lanyard_curl_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}
// For CURLOPT_SEEKFUNCTION.
typedef int (*lanyard_curl_seek_callback)(void *context, curl_off_t offset, int origin);
static inline CURLcode lanyard_curl_set_seek_callback(CURL *handle, lanyard_curl_seek_callback value) {
    return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}
typedef curl_socket_t (*lanyard_curl_socket_callback)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
static inline CURLcode lanyard_curl_set_socket_callback(CURL *handle, lanyard_curl_socket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}
static inline CURLcode lanyard_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
