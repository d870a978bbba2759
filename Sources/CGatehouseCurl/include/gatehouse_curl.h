// One mail over SMTP: bytes and plain values in, a status out, without a type of libcurl in sight.
#ifndef GATEHOUSE_CURL_H
#define GATEHOUSE_CURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    GATEHOUSE_CURL_SENT = 0,
    // The server answered and did not take the mail; `reply` tells whether for good.
    GATEHOUSE_CURL_REFUSED = 1,
    GATEHOUSE_CURL_UNREACHABLE = 2,
    GATEHOUSE_CURL_TIMEOUT = 3,
    GATEHOUSE_CURL_TLS = 4,
    GATEHOUSE_CURL_CREDENTIALS = 5,
    // `is_stopped` said so.
    GATEHOUSE_CURL_STOPPED = 6,
    GATEHOUSE_CURL_OTHER = 7,
} gatehouse_curl_status;

typedef struct {
    gatehouse_curl_status status;
    // The last answer of the server in three digits; 0 without one.
    int32_t reply;
    // The words of the server or of libcurl.
    char message[512];
} gatehouse_curl_result;

// Asked about once a second, and more often while bytes go to and fro.
typedef struct {
    bool (*is_stopped)(const void *context);
    const void *context;
} gatehouse_curl_stop;

// Sends a mail, and blocks until the server has it or a timeout passed. Any thread may call it.
//
// `url` is smtp://host:port/name or smtps://host:port/name, where the name is how we call ourselves; it may be empty.
// `is_protected`: whether a connection that begins in the clear must be encrypted before anything else is said.
// `ca_file` holds the certificates to trust instead of the system's; NULL for the system's.
// `user` and `password` are NULL for none.
// `connect_timeout` and `timeout` are milliseconds, 1 or more: until we may begin to send, and for all.
gatehouse_curl_result gatehouse_curl_send(
    const char *url, bool is_protected, const char *ca_file, const char *user, const char *password,
    int64_t connect_timeout, int64_t timeout, const char *from, const char *to, const uint8_t *bytes, size_t length,
    gatehouse_curl_stop stop);

#endif
