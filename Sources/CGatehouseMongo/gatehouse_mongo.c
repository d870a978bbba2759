#include "internal.h"

#include <pthread.h>
#include <string.h>

struct gatehouse_mongo_pool {
    mongoc_client_pool_t *pool;
    char *database;
};

static gatehouse_mongo_log log_function;
// While this thread reads a connection string: where what the driver says of it goes.
static _Thread_local bson_string_t *notes;

static void forward_log(mongoc_log_level_t level, const char *domain, const char *message, void *context) {
    (void)context;
    if (notes && level <= MONGOC_LOG_LEVEL_WARNING) {
        bson_string_append_printf(notes, "%s\n", message);
        return;
    }
    log_function((int)level, domain, message);
}

static void start(void) {
    mongoc_init();
    mongoc_log_set_handler(forward_log, NULL);
}

void gatehouse_mongo_start(gatehouse_mongo_log log) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    log_function = log;
    pthread_once(&once, start);
}

static gatehouse_mongo_failure failure_of(const bson_error_t *error) {
    switch (error->domain) {
    case MONGOC_ERROR_SERVER: return GATEHOUSE_MONGO_SERVER;
    case MONGOC_ERROR_SERVER_SELECTION: return GATEHOUSE_MONGO_SERVER_SELECTION;
    case MONGOC_ERROR_STREAM: return GATEHOUSE_MONGO_NETWORK;
    case MONGOC_ERROR_WRITE_CONCERN: return GATEHOUSE_MONGO_WRITE_CONCERN;
    case MONGOC_ERROR_BSON:
    case MONGOC_ERROR_PROTOCOL: return GATEHOUSE_MONGO_FORMAT;
    case MONGOC_ERROR_CLIENT:
        return error->code == MONGOC_ERROR_CLIENT_AUTHENTICATE ? GATEHOUSE_MONGO_AUTHENTICATION
                                                               : GATEHOUSE_MONGO_OTHER;
    default: return GATEHOUSE_MONGO_OTHER;
    }
}

void gatehouse_mongo_copy_error(gatehouse_mongo_error *to, const bson_error_t *from) {
    to->failure = failure_of(from);
    to->code = from->code;
    strncpy(to->message, from->message, sizeof to->message - 1);
    to->message[sizeof to->message - 1] = 0;
}

// A time without end would hold a thread without end.
static void set_default(mongoc_uri_t *uri, const char *option, int32_t value) {
    if (mongoc_uri_get_option_as_int32(uri, option, 0) <= 0) mongoc_uri_set_option_as_int32(uri, option, value);
}

// The string, or NULL with the error filled and what the driver said in the notes; these are the caller's.
static mongoc_uri_t *read_uri(const char *url, bson_string_t *said, bson_error_t *failure) {
    notes = said;
    mongoc_uri_t *uri = mongoc_uri_new_with_error(url, failure);
    notes = NULL;
    return uri;
}

bool gatehouse_mongo_describe(const char *url, gatehouse_mongo_bytes *description, gatehouse_mongo_error *error) {
    bson_error_t failure = {0};
    bson_string_t *said = bson_string_new(NULL);
    mongoc_uri_t *uri = read_uri(url, said, &failure);
    bson_t document = BSON_INITIALIZER;
    BSON_APPEND_UTF8(&document, "notes", said->str);
    bson_string_free(said, true);
    if (uri) {
        const mongoc_write_concern_t *write = mongoc_uri_get_write_concern(uri);
        const char *level = mongoc_read_concern_get_level(mongoc_uri_get_read_concern(uri));
        BSON_APPEND_DOCUMENT(&document, "options", mongoc_uri_get_options(uri));
        BSON_APPEND_BOOL(&document, "isAcknowledged", mongoc_write_concern_is_acknowledged(write));
        BSON_APPEND_INT32(&document, "w", mongoc_write_concern_get_w(write));
        BSON_APPEND_BOOL(
            &document, "readsFromPrimary",
            mongoc_read_prefs_get_mode(mongoc_uri_get_read_prefs_t(uri)) == MONGOC_READ_PRIMARY);
        if (level) BSON_APPEND_UTF8(&document, "readConcern", level);
        mongoc_uri_destroy(uri);
    } else {
        gatehouse_mongo_copy_error(error, &failure);
    }
    gatehouse_mongo_take(&document, description);
    return uri != NULL;
}

// The string as our calls need it: reads from the primary, since a secondary may still hold a session that ended, and
// no read concern, which the driver would add to commands that take none; queries bring theirs along.
static mongoc_uri_t *adjusted_uri(const char *url, bson_error_t *failure) {
    bson_string_t *said = bson_string_new(NULL);
    mongoc_uri_t *uri = read_uri(url, said, failure);
    bson_string_free(said, true);
    if (!uri) return NULL;
    mongoc_read_prefs_t *primary = mongoc_read_prefs_new(MONGOC_READ_PRIMARY);
    mongoc_uri_set_read_prefs_t(uri, primary);
    mongoc_read_prefs_destroy(primary);
    mongoc_read_concern_t *none = mongoc_read_concern_new();
    mongoc_uri_set_read_concern(uri, none);
    mongoc_read_concern_destroy(none);
    return uri;
}

// `w: majority` unless the connection string names a write concern: an acknowledged sign-up must survive a failover.
static void set_default_write_concern(mongoc_uri_t *uri) {
    if (mongoc_uri_has_option(uri, MONGOC_URI_W)) return;
    mongoc_write_concern_t *concern = mongoc_write_concern_copy(mongoc_uri_get_write_concern(uri));
    mongoc_write_concern_set_w(concern, MONGOC_WRITE_CONCERN_W_MAJORITY);
    mongoc_uri_set_write_concern(uri, concern);
    mongoc_write_concern_destroy(concern);
}

// The string with our options, or NULL with the error filled.
static mongoc_uri_t *uri_with_options(
    const char *url, const gatehouse_mongo_options *options, gatehouse_mongo_error *error
) {
    bson_error_t failure = {0};
    mongoc_uri_t *uri = adjusted_uri(url, &failure);
    if (!uri) {
        gatehouse_mongo_copy_error(error, &failure);
        return NULL;
    }
    set_default(uri, MONGOC_URI_CONNECTTIMEOUTMS, options->connect_timeout);
    set_default(uri, MONGOC_URI_SOCKETTIMEOUTMS, options->socket_timeout);
    set_default(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, options->server_selection_timeout);
    set_default_write_concern(uri);
    return uri;
}

gatehouse_mongo_client *gatehouse_mongo_client_new(
    const char *url, const gatehouse_mongo_options *options, gatehouse_mongo_error *error
) {
    bson_error_t failure = {0};
    mongoc_uri_t *uri = uri_with_options(url, options, error);
    if (!uri) return NULL;
    // What the connection string says is for calls that a server answers soon.
    mongoc_uri_set_option_as_int32(uri, MONGOC_URI_SOCKETTIMEOUTMS, options->socket_timeout);
    // As a pool does: a set may be about to elect.
    mongoc_uri_set_option_as_bool(uri, MONGOC_URI_SERVERSELECTIONTRYONCE, false);
    mongoc_client_t *client = mongoc_client_new_from_uri_with_error(uri, &failure);
    if (client) {
        mongoc_client_set_error_api(client, MONGOC_ERROR_API_VERSION_2);
        if (!mongoc_uri_get_appname(uri)) mongoc_client_set_appname(client, options->application_name);
    } else {
        gatehouse_mongo_copy_error(error, &failure);
    }
    mongoc_uri_destroy(uri);
    return (gatehouse_mongo_client *)client;
}

void gatehouse_mongo_client_free(gatehouse_mongo_client *client) { mongoc_client_destroy((mongoc_client_t *)client); }

gatehouse_mongo_pool *gatehouse_mongo_pool_new(
    const char *url, const gatehouse_mongo_options *options, gatehouse_mongo_error *error
) {
    bson_error_t failure = {0};
    mongoc_uri_t *uri = uri_with_options(url, options, error);
    if (!uri) return NULL;
    // The pool size is ours to decide: the queue before it hands out as many permits.
    mongoc_uri_set_option_as_int32(uri, MONGOC_URI_MAXPOOLSIZE, (int32_t)options->maximum_pool_size);
    mongoc_client_pool_t *pool = mongoc_client_pool_new_with_error(uri, &failure);
    if (!pool) {
        gatehouse_mongo_copy_error(error, &failure);
        mongoc_uri_destroy(uri);
        return NULL;
    }
    mongoc_client_pool_set_error_api(pool, MONGOC_ERROR_API_VERSION_2);
    if (!mongoc_uri_get_appname(uri)) mongoc_client_pool_set_appname(pool, options->application_name);
    gatehouse_mongo_pool *result = bson_malloc0(sizeof *result);
    result->pool = pool;
    result->database = bson_strdup(mongoc_uri_get_database(uri));
    mongoc_uri_destroy(uri);
    return result;
}

void gatehouse_mongo_pool_free(gatehouse_mongo_pool *pool) {
    mongoc_client_pool_destroy(pool->pool);
    bson_free(pool->database);
    bson_free(pool);
}

const char *gatehouse_mongo_pool_database(const gatehouse_mongo_pool *pool) { return pool->database; }

gatehouse_mongo_client *gatehouse_mongo_pool_pop(gatehouse_mongo_pool *pool) {
    return (gatehouse_mongo_client *)mongoc_client_pool_pop(pool->pool);
}

void gatehouse_mongo_pool_push(gatehouse_mongo_pool *pool, gatehouse_mongo_client *client) {
    mongoc_client_pool_push(pool->pool, (mongoc_client_t *)client);
}

void gatehouse_mongo_take(bson_t *document, gatehouse_mongo_bytes *bytes) {
    bytes->bytes = bson_destroy_with_steal(document, true, &bytes->length);
}

const bson_t *gatehouse_mongo_view(bson_t *storage, gatehouse_mongo_input document) {
    return document.bytes && bson_init_static(storage, document.bytes, document.length) ? storage : NULL;
}

bool gatehouse_mongo_malformed(gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error) {
    bson_t empty = BSON_INITIALIZER;
    gatehouse_mongo_take(&empty, reply);
    bson_error_t failure;
    bson_set_error(&failure, MONGOC_ERROR_BSON, MONGOC_ERROR_BSON_INVALID, "not a document");
    gatehouse_mongo_copy_error(error, &failure);
    return false;
}

bool gatehouse_mongo_options_in(
    bson_t *options, gatehouse_mongo_input given, gatehouse_mongo_session *session, bson_error_t *failure
) {
    bson_t storage;
    const bson_t *source = gatehouse_mongo_view(&storage, given);
    bson_init(options);
    if (source) bson_concat(options, source);
    return !session || mongoc_client_session_append((mongoc_client_session_t *)session, options, failure);
}

void gatehouse_mongo_free(gatehouse_mongo_bytes *bytes) { bson_free(bytes->bytes); }
