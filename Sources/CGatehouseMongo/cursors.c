#include "internal.h"

#include <string.h>

struct gatehouse_mongo_cursor {
    mongoc_collection_t *collection;
    // One of the two.
    mongoc_cursor_t *cursor;
    mongoc_change_stream_t *stream;
};

static gatehouse_mongo_cursor *cursor_on(gatehouse_mongo_target target, const char *database, const char *name) {
    gatehouse_mongo_cursor *cursor = bson_malloc0(sizeof *cursor);
    cursor->collection = mongoc_client_get_collection((mongoc_client_t *)target.client, database, name);
    return cursor;
}

gatehouse_mongo_cursor *gatehouse_mongo_find(
    gatehouse_mongo_target target, const char *database, const char *collection, bool is_pipeline,
    gatehouse_mongo_input filter, gatehouse_mongo_input given, gatehouse_mongo_error *error
) {
    bson_t storage, options;
    bson_error_t failure = {0};
    const bson_t *selector = gatehouse_mongo_view(&storage, filter);
    gatehouse_mongo_cursor *cursor = NULL;
    if (!selector) bson_set_error(&failure, MONGOC_ERROR_BSON, MONGOC_ERROR_BSON_INVALID, "not a document");
    if (gatehouse_mongo_options_in(&options, given, target.session, &failure) && selector) {
        cursor = cursor_on(target, database, collection);
        // From the primary, whatever the connection string says: a secondary may still hold a session that ended.
        mongoc_read_prefs_t *primary = mongoc_read_prefs_new(MONGOC_READ_PRIMARY);
        cursor->cursor = is_pipeline ? mongoc_collection_aggregate(
                                           cursor->collection, MONGOC_QUERY_NONE, selector, &options, primary)
                                     : mongoc_collection_find_with_opts(
                                           cursor->collection, selector, &options, primary);
        mongoc_read_prefs_destroy(primary);
    } else {
        gatehouse_mongo_copy_error(error, &failure);
    }
    bson_destroy(&options);
    return cursor;
}

gatehouse_mongo_cursor *gatehouse_mongo_watch(
    gatehouse_mongo_target target, const char *database, const char *collection, gatehouse_mongo_input pipeline,
    gatehouse_mongo_input given, gatehouse_mongo_error *error
) {
    bson_t storage, options_storage;
    bson_error_t failure = {0};
    const bson_t *stages = gatehouse_mongo_view(&storage, pipeline);
    if (!stages) {
        bson_set_error(&failure, MONGOC_ERROR_BSON, MONGOC_ERROR_BSON_INVALID, "not a document");
        gatehouse_mongo_copy_error(error, &failure);
        return NULL;
    }
    gatehouse_mongo_cursor *cursor = cursor_on(target, database, collection);
    cursor->stream =
        mongoc_collection_watch(cursor->collection, stages, gatehouse_mongo_view(&options_storage, given));
    return cursor;
}

// Adds a document to the bytes of a reply; false when there is no room for it.
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

static bool next(gatehouse_mongo_cursor *cursor, const bson_t **document) {
    return cursor->stream ? mongoc_change_stream_next(cursor->stream, document)
                          : mongoc_cursor_next(cursor->cursor, document);
}

bool gatehouse_mongo_cursor_read(
    gatehouse_mongo_cursor *cursor, size_t maximum, bool *is_over, gatehouse_mongo_bytes *reply,
    gatehouse_mongo_error *error
) {
    reply->bytes = NULL;
    reply->length = 0;
    size_t capacity = 0, count = 0;
    const bson_t *document;
    bool fits = true;
    *is_over = false;
    while (fits && count < maximum) {
        if (!next(cursor, &document)) {
            *is_over = cursor->stream == NULL;
            break;
        }
        fits = append_bytes(reply, &capacity, document);
        count++;
    }
    bson_error_t failure = {0};
    const bson_t *answer = NULL;
    bool failed = cursor->stream ? mongoc_change_stream_error_document(cursor->stream, &failure, &answer)
                                 : mongoc_cursor_error_document(cursor->cursor, &failure, &answer);
    if (!failed && !fits) {
        bson_set_error(&failure, MONGOC_ERROR_CURSOR, 0, "the answer is larger than 4 GiB");
        failed = true;
    }
    if (failed) {
        gatehouse_mongo_copy_error(error, &failure);
        reply->length = 0;
        if (answer) append_bytes(reply, &capacity, answer);
    }
    return !failed;
}

void gatehouse_mongo_stream_token(gatehouse_mongo_cursor *cursor, gatehouse_mongo_bytes *token) {
    const bson_t *position = mongoc_change_stream_get_resume_token(cursor->stream);
    bson_t copy = BSON_INITIALIZER;
    if (position) bson_concat(&copy, position);
    gatehouse_mongo_take(&copy, token);
}

void gatehouse_mongo_cursor_free(gatehouse_mongo_cursor *cursor) {
    if (cursor->stream) mongoc_change_stream_destroy(cursor->stream);
    if (cursor->cursor) mongoc_cursor_destroy(cursor->cursor);
    mongoc_collection_destroy(cursor->collection);
    bson_free(cursor);
}
