#include "gatehouse_mongo.h"

#include <mongoc/mongoc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct gatehouse_mongo_pool {
    mongoc_client_pool_t *pool;
    char *database;
};

static gatehouse_mongo_log log_function;

static void forward_log(mongoc_log_level_t level, const char *domain, const char *message, void *context) {
    (void)context;
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

static void copy_error(gatehouse_mongo_error *to, const bson_error_t *from) {
    to->failure = failure_of(from);
    to->code = from->code;
    strncpy(to->message, from->message, sizeof to->message - 1);
    to->message[sizeof to->message - 1] = 0;
}

static void set_default(mongoc_uri_t *uri, const char *option, int32_t value) {
    if (!mongoc_uri_has_option(uri, option)) mongoc_uri_set_option_as_int32(uri, option, value);
}

// `w: majority` unless the connection string names a write concern: an acknowledged sign-up must survive a failover.
static void set_default_write_concern(mongoc_uri_t *uri) {
    if (mongoc_uri_has_option(uri, MONGOC_URI_W)) return;
    mongoc_write_concern_t *concern = mongoc_write_concern_copy(mongoc_uri_get_write_concern(uri));
    mongoc_write_concern_set_w(concern, MONGOC_WRITE_CONCERN_W_MAJORITY);
    mongoc_uri_set_write_concern(uri, concern);
    mongoc_write_concern_destroy(concern);
}

gatehouse_mongo_pool *gatehouse_mongo_pool_new(
    const char *url, const gatehouse_mongo_options *options, gatehouse_mongo_error *error
) {
    bson_error_t failure = {0};
    mongoc_uri_t *uri = mongoc_uri_new_with_error(url, &failure);
    if (!uri) {
        copy_error(error, &failure);
        return NULL;
    }
    // The pool size is ours to decide: the queue before it hands out as many permits.
    mongoc_uri_set_option_as_int32(uri, MONGOC_URI_MAXPOOLSIZE, (int32_t)options->maximum_pool_size);
    set_default(uri, MONGOC_URI_CONNECTTIMEOUTMS, options->connect_timeout);
    set_default(uri, MONGOC_URI_SOCKETTIMEOUTMS, options->socket_timeout);
    set_default(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, options->server_selection_timeout);
    set_default_write_concern(uri);
    mongoc_client_pool_t *pool = mongoc_client_pool_new_with_error(uri, &failure);
    if (!pool) {
        copy_error(error, &failure);
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

static void take(bson_t *document, gatehouse_mongo_bytes *bytes) {
    bytes->bytes = bson_destroy_with_steal(document, true, &bytes->length);
}

// A view of the caller's bytes; NULL bytes are no document.
static bson_t *view(bson_t *storage, const uint8_t *bytes, size_t length) {
    return bytes && bson_init_static(storage, bytes, length) ? storage : NULL;
}

static bool malformed(gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error) {
    bson_t empty = BSON_INITIALIZER;
    take(&empty, reply);
    bson_error_t failure;
    bson_set_error(&failure, MONGOC_ERROR_BSON, MONGOC_ERROR_BSON_INVALID, "not a document");
    copy_error(error, &failure);
    return false;
}

bool gatehouse_mongo_command(
    gatehouse_mongo_client *opaque, gatehouse_mongo_command_kind kind, const char *database,
    const uint8_t *command, size_t command_length, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error
) {
    mongoc_client_t *client = (mongoc_client_t *)opaque;
    bson_t command_view, answer;
    bson_error_t failure = {0};
    if (!view(&command_view, command, command_length)) return malformed(reply, error);
    bool ok = false;
    switch (kind) {
    case GATEHOUSE_MONGO_COMMAND:
        ok = mongoc_client_command_with_opts(client, database, &command_view, NULL, NULL, &answer, &failure);
        break;
    case GATEHOUSE_MONGO_READ: {
        // From the primary, whatever the connection string says: a secondary may still hold a session that ended.
        mongoc_read_prefs_t *primary = mongoc_read_prefs_new(MONGOC_READ_PRIMARY);
        ok = mongoc_client_read_command_with_opts(client, database, &command_view, primary, NULL, &answer, &failure);
        mongoc_read_prefs_destroy(primary);
        break;
    }
    case GATEHOUSE_MONGO_WRITE:
        ok = mongoc_client_write_command_with_opts(client, database, &command_view, NULL, &answer, &failure);
        break;
    }
    if (!ok) copy_error(error, &failure);
    take(&answer, reply);
    return ok;
}

// Adds a document to the bytes of a reply; false when there is no memory for it.
static bool append_bytes(gatehouse_mongo_bytes *reply, size_t *capacity, const bson_t *document) {
    size_t needed = (size_t)reply->length + document->len;
    if (needed > UINT32_MAX) return false;
    if (needed > *capacity) {
        *capacity = needed * 2;
        reply->bytes = bson_realloc(reply->bytes, *capacity);
    }
    memcpy(reply->bytes + reply->length, bson_get_data(document), document->len);
    reply->length = (uint32_t)needed;
    return true;
}

bool gatehouse_mongo_find(
    gatehouse_mongo_client *opaque, const char *database, const char *collection_name, bool is_pipeline,
    const uint8_t *filter, size_t filter_length, const uint8_t *options, size_t options_length,
    gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error
) {
    bson_t filter_storage, options_storage;
    const bson_t *selector = view(&filter_storage, filter, filter_length);
    if (!selector) return malformed(reply, error);
    mongoc_collection_t *collection =
        mongoc_client_get_collection((mongoc_client_t *)opaque, database, collection_name);
    mongoc_read_prefs_t *primary = mongoc_read_prefs_new(MONGOC_READ_PRIMARY);
    const bson_t *opts = view(&options_storage, options, options_length);
    mongoc_cursor_t *cursor =
        is_pipeline ? mongoc_collection_aggregate(collection, MONGOC_QUERY_NONE, selector, opts, primary)
                    : mongoc_collection_find_with_opts(collection, selector, opts, primary);
    reply->bytes = NULL;
    reply->length = 0;
    size_t capacity = 0;
    const bson_t *document;
    bool fits = true;
    while (fits && mongoc_cursor_next(cursor, &document)) fits = append_bytes(reply, &capacity, document);
    bson_error_t failure = {0};
    bool failed = mongoc_cursor_error(cursor, &failure);
    if (!failed && !fits) {
        bson_set_error(&failure, MONGOC_ERROR_CURSOR, 0, "the answer is larger than 4 GiB");
        failed = true;
    }
    if (failed) copy_error(error, &failure);
    mongoc_cursor_destroy(cursor);
    mongoc_read_prefs_destroy(primary);
    mongoc_collection_destroy(collection);
    return !failed;
}

bool gatehouse_mongo_insert(
    gatehouse_mongo_client *opaque, const char *database, const char *collection_name,
    const uint8_t *const *documents, const size_t *lengths, size_t count,
    const uint8_t *options, size_t options_length, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error
) {
    bson_t options_view, answer;
    bson_error_t failure = {0};
    bson_t *views = aligned_alloc(_Alignof(bson_t), count * sizeof(bson_t));
    const bson_t **pointers = bson_malloc0(count * sizeof *pointers);
    bool ok = true;
    for (size_t index = 0; index < count && ok; index++) {
        pointers[index] = view(&views[index], documents[index], lengths[index]);
        ok = pointers[index] != NULL;
    }
    if (!ok) {
        malformed(reply, error);
    } else {
        mongoc_collection_t *collection =
            mongoc_client_get_collection((mongoc_client_t *)opaque, database, collection_name);
        ok = mongoc_collection_insert_many(
            collection, pointers, count, view(&options_view, options, options_length), &answer, &failure);
        mongoc_collection_destroy(collection);
        if (!ok) copy_error(error, &failure);
        take(&answer, reply);
    }
    bson_free((void *)pointers);
    free(views);
    return ok;
}

bool gatehouse_mongo_change(
    gatehouse_mongo_client *opaque, gatehouse_mongo_change_kind kind, const char *database,
    const char *collection_name, const uint8_t *filter, size_t filter_length, const uint8_t *change,
    size_t change_length, const uint8_t *options, size_t options_length, gatehouse_mongo_bytes *reply,
    gatehouse_mongo_error *error
) {
    bson_t filter_storage, change_storage, options_storage, answer;
    bson_error_t failure = {0};
    const bson_t *selector = view(&filter_storage, filter, filter_length);
    const bson_t *update = view(&change_storage, change, change_length);
    const bson_t *opts = view(&options_storage, options, options_length);
    bool needs_update = kind != GATEHOUSE_MONGO_DELETE_ONE && kind != GATEHOUSE_MONGO_DELETE_MANY;
    if (!selector || (needs_update && !update)) return malformed(reply, error);
    mongoc_collection_t *collection =
        mongoc_client_get_collection((mongoc_client_t *)opaque, database, collection_name);
    bool ok = false;
    switch (kind) {
    case GATEHOUSE_MONGO_UPDATE_ONE:
        ok = mongoc_collection_update_one(collection, selector, update, opts, &answer, &failure);
        break;
    case GATEHOUSE_MONGO_UPDATE_MANY:
        ok = mongoc_collection_update_many(collection, selector, update, opts, &answer, &failure);
        break;
    case GATEHOUSE_MONGO_REPLACE_ONE:
        ok = mongoc_collection_replace_one(collection, selector, update, opts, &answer, &failure);
        break;
    case GATEHOUSE_MONGO_DELETE_ONE:
        ok = mongoc_collection_delete_one(collection, selector, opts, &answer, &failure);
        break;
    case GATEHOUSE_MONGO_DELETE_MANY:
        ok = mongoc_collection_delete_many(collection, selector, opts, &answer, &failure);
        break;
    }
    mongoc_collection_destroy(collection);
    if (!ok) copy_error(error, &failure);
    take(&answer, reply);
    return ok;
}

void gatehouse_mongo_free(gatehouse_mongo_bytes *bytes) { bson_free(bytes->bytes); }
