// Empty without the package's trait SMTP: libcurl is not needed then.
#ifdef GATEHOUSE_SMTP

#include "gatehouse_curl.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

// What is left to be sent of a mail.
typedef struct {
    const uint8_t *bytes;
    size_t length;
} rest;

static size_t give(char *buffer, size_t size, size_t count, void *context) {
    rest *rest = context;
    size_t length = size * count < rest->length ? size * count : rest->length;
    if (length == 0) return 0;
    memcpy(buffer, rest->bytes, length);
    rest->bytes += length;
    rest->length -= length;
    return length;
}

static int check_stop(void *context, curl_off_t d, curl_off_t dn, curl_off_t u, curl_off_t un) {
    (void)d, (void)dn, (void)u, (void)un;
    const gatehouse_curl_stop *stop = context;
    return stop->is_stopped(stop->context) ? 1 : 0;
}

// The last line of an answer of the server, as `550 5.1.1 No such user`. libcurl keeps the number only, and that of the
// answer to QUIT in the place of the one that matters.
typedef struct {
    int32_t refusal;
    int32_t last;
    char text[256];
} answer;

static int32_t number_of(const char *line, size_t length) {
    if (length < 3) return 0;
    int32_t number = 0;
    for (int place = 0; place < 3; place++) {
        if (line[place] < '0' || line[place] > '9') return 0;
        number = number * 10 + (line[place] - '0');
    }
    return number;
}

static int watch(CURL *handle, curl_infotype type, char *bytes, size_t length, void *context) {
    (void)handle;
    answer *answer = context;
    if (type != CURLINFO_HEADER_IN) return 0;
    int32_t number = number_of(bytes, length);
    if (number == 0) return 0;
    answer->last = number;
    if (number < 400) return 0;
    answer->refusal = number;
    size_t kept = length < sizeof answer->text - 1 ? length : sizeof answer->text - 1;
    memcpy(answer->text, bytes, kept);
    while (kept > 0 && (answer->text[kept - 1] == '\n' || answer->text[kept - 1] == '\r')) kept--;
    answer->text[kept] = 0;
    return 0;
}

static gatehouse_curl_status status_of(CURLcode code, const answer *answer) {
    switch (code) {
    case CURLE_OK: return GATEHOUSE_CURL_SENT;
    case CURLE_ABORTED_BY_CALLBACK: return GATEHOUSE_CURL_STOPPED;
    case CURLE_OPERATION_TIMEDOUT: return GATEHOUSE_CURL_TIMEOUT;
    case CURLE_LOGIN_DENIED: return GATEHOUSE_CURL_CREDENTIALS;
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED: return GATEHOUSE_CURL_TLS;
    default: break;
    }
    // libcurl tells a refusal of MAIL, RCPT, DATA and of the mail itself by different codes, some of which also mean
    // that the connection broke.
    if (answer->refusal != 0) return GATEHOUSE_CURL_REFUSED;
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SSL_CONNECT_ERROR:  // also a connection that broke while it was being protected
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_REMOTE_ACCESS_DENIED: return GATEHOUSE_CURL_UNREACHABLE;
    default: return GATEHOUSE_CURL_OTHER;
    }
}

static void copy(char *to, size_t size, const char *from) {
    strncpy(to, from, size - 1);
    to[size - 1] = 0;
}

static void start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

// Only what must not be left out is checked: a setting that fails for lack of memory must not send in the clear.
static CURLcode protect(CURL *handle, bool is_protected, const char *ca_file) {
    CURLcode code = CURLE_OK;
#if LIBCURL_VERSION_NUM >= 0x075500
    code = curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
#else
    code = curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_SMTP | CURLPROTO_SMTPS));
#endif
    long encryption = is_protected ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE;
    if (!code) code = curl_easy_setopt(handle, CURLOPT_USE_SSL, encryption);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    // A proxy of the environment is for the web.
    if (!code) code = curl_easy_setopt(handle, CURLOPT_PROXY, "");
    if (!code && ca_file) {
        code = curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file);
        if (!code) code = curl_easy_setopt(handle, CURLOPT_CAPATH, NULL);
    }
    return code;
}

static CURLcode authenticate(CURL *handle, const char *user, const char *password) {
    if (!user) return CURLE_OK;
    CURLcode code = curl_easy_setopt(handle, CURLOPT_USERNAME, user);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_PASSWORD, password ? password : "");
    // The connection is encrypted; the elder ways that hide the password themselves only add code to trust.
    if (!code) code = curl_easy_setopt(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
    return code;
}

static CURLcode limit(CURL *handle, int64_t connect_timeout, int64_t timeout) {
    // Signals would hit other threads.
    CURLcode code = curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_timeout);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)timeout);
    // The time of one answer, in seconds; alone it bounds the wait for the answer to QUIT.
    if (!code) code = curl_easy_setopt(handle, CURLOPT_FTP_RESPONSE_TIMEOUT, (long)((timeout + 999) / 1000));
    return code;
}

gatehouse_curl_result gatehouse_curl_send(
    const char *url, bool is_protected, const char *ca_file, const char *user, const char *password,
    int64_t connect_timeout, int64_t timeout, const char *from, const char *to, const uint8_t *bytes, size_t length,
    gatehouse_curl_stop stop
) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start);
    gatehouse_curl_result result = {.status = GATEHOUSE_CURL_OTHER};
    char message[CURL_ERROR_SIZE] = {0};
    rest rest = {bytes, length};
    answer answer = {0};
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    CURL *handle = curl_easy_init();
    CURLcode code = handle && recipients ? CURLE_OK : CURLE_OUT_OF_MEMORY;
    if (!code) code = protect(handle, is_protected, ca_file);
    if (!code) code = authenticate(handle, user, password);
    if (!code) code = limit(handle, connect_timeout, timeout);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_URL, url);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_MAIL_FROM, from);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
    if (!code) {
        curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, message);
        curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
        curl_easy_setopt(handle, CURLOPT_READFUNCTION, give);
        curl_easy_setopt(handle, CURLOPT_READDATA, &rest);
        curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, check_stop);
        curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &stop);
        curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
        curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, watch);
        curl_easy_setopt(handle, CURLOPT_DEBUGDATA, &answer);
        code = curl_easy_perform(handle);
    }
    result.status = status_of(code, &answer);
    if (code) {
        result.reply = answer.refusal ? answer.refusal : answer.last;
        const char *reason = message[0] ? message : curl_easy_strerror(code);
        copy(result.message, sizeof result.message, answer.refusal ? answer.text : reason);
    }
    curl_easy_cleanup(handle);
    curl_slist_free_all(recipients);
    return result;
}

#endif
