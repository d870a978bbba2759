#include "internal.h"

#include <stdlib.h>

bool gatehouse_mongo_command(
    gatehouse_mongo_target target, gatehouse_mongo_command_kind kind, const char *database,
    gatehouse_mongo_input command, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error
) {
    mongoc_client_t *client = (mongoc_client_t *)target.client;
    bson_t storage, options, answer;
    bson_error_t failure = {0};
    const bson_t *document = gatehouse_mongo_view(&storage, command);
    if (!document) return gatehouse_mongo_malformed(reply, error);
    bool ok = gatehouse_mongo_options_in(&options, (gatehouse_mongo_input){0}, target.session, &failure);
    if (!ok) {
        bson_init(&answer);
    } else {
        switch (kind) {
        case GATEHOUSE_MONGO_COMMAND:
            ok = mongoc_client_command_with_opts(client, database, document, NULL, &options, &answer, &failure);
            break;
        case GATEHOUSE_MONGO_READ: {
            // From the primary, whatever the connection string says: a secondary may still hold a session that ended.
            mongoc_read_prefs_t *primary = mongoc_read_prefs_new(MONGOC_READ_PRIMARY);
            ok = mongoc_client_read_command_with_opts(
                client, database, document, primary, &options, &answer, &failure);
            mongoc_read_prefs_destroy(primary);
            break;
        }
        case GATEHOUSE_MONGO_WRITE:
            ok = mongoc_client_write_command_with_opts(client, database, document, &options, &answer, &failure);
            break;
        }
    }
    bson_destroy(&options);
    if (!ok) gatehouse_mongo_copy_error(error, &failure);
    gatehouse_mongo_take(&answer, reply);
    return ok;
}

bool gatehouse_mongo_insert(
    gatehouse_mongo_target target, const char *database, const char *collection_name,
    const gatehouse_mongo_input *documents, size_t count, gatehouse_mongo_input given, gatehouse_mongo_bytes *reply,
    gatehouse_mongo_error *error
) {
    bson_t options, answer;
    bson_error_t failure = {0};
    bson_t *views = aligned_alloc(_Alignof(bson_t), count * sizeof(bson_t));
    const bson_t **pointers = bson_malloc0(count * sizeof *pointers);
    bool ok = true;
    for (size_t index = 0; index < count && ok; index++) {
        pointers[index] = gatehouse_mongo_view(&views[index], documents[index]);
        ok = pointers[index] != NULL;
    }
    if (!ok) {
        gatehouse_mongo_malformed(reply, error);
    } else {
        ok = gatehouse_mongo_options_in(&options, given, target.session, &failure);
        if (ok) {
            mongoc_collection_t *collection =
                mongoc_client_get_collection((mongoc_client_t *)target.client, database, collection_name);
            ok = mongoc_collection_insert_many(collection, pointers, count, &options, &answer, &failure);
            mongoc_collection_destroy(collection);
        } else {
            bson_init(&answer);
        }
        bson_destroy(&options);
        if (!ok) gatehouse_mongo_copy_error(error, &failure);
        gatehouse_mongo_take(&answer, reply);
    }
    bson_free((void *)pointers);
    free(views);
    return ok;
}

// What one write does: its kind, whom it concerns, how it changes them, and its options.
typedef struct {
    gatehouse_mongo_change_kind kind;
    const bson_t *filter;
    const bson_t *change;
    const bson_t *options;
} write_model;

static bool append_write(mongoc_bulk_operation_t *bulk, write_model model, bson_error_t *failure) {
    switch (model.kind) {
    case GATEHOUSE_MONGO_INSERT:
        return mongoc_bulk_operation_insert_with_opts(bulk, model.change, NULL, failure);
    case GATEHOUSE_MONGO_UPDATE_ONE:
        return mongoc_bulk_operation_update_one_with_opts(bulk, model.filter, model.change, model.options, failure);
    case GATEHOUSE_MONGO_UPDATE_MANY:
        return mongoc_bulk_operation_update_many_with_opts(bulk, model.filter, model.change, model.options, failure);
    case GATEHOUSE_MONGO_REPLACE_ONE:
        return mongoc_bulk_operation_replace_one_with_opts(bulk, model.filter, model.change, model.options, failure);
    case GATEHOUSE_MONGO_DELETE_ONE:
        return mongoc_bulk_operation_remove_one_with_opts(bulk, model.filter, model.options, failure);
    case GATEHOUSE_MONGO_DELETE_MANY:
        return mongoc_bulk_operation_remove_many_with_opts(bulk, model.filter, model.options, failure);
    }
    return false;
}

static bool read_document(const bson_iter_t *from, const char *key, bson_t *storage) {
    bson_iter_t iterator = *from, child;
    uint32_t length;
    const uint8_t *bytes;
    if (!bson_iter_recurse(&iterator, &child) || !bson_iter_find(&child, key)) return bson_init(storage), true;
    if (!BSON_ITER_HOLDS_DOCUMENT(&child)) return false;
    bson_iter_document(&child, &length, &bytes);
    return bson_init_static(storage, bytes, length);
}

static bool append_writes(mongoc_bulk_operation_t *bulk, const bson_t *writes, bson_error_t *failure) {
    bson_iter_t iterator, child;
    if (!bson_iter_init(&iterator, writes)) return false;
    while (bson_iter_next(&iterator)) {
        bson_t filter, change, options;
        if (!bson_iter_recurse(&iterator, &child) || !bson_iter_find(&child, "kind") ||
            !read_document(&iterator, "filter", &filter) || !read_document(&iterator, "change", &change) ||
            !read_document(&iterator, "options", &options)) {
            bson_set_error(failure, MONGOC_ERROR_BSON, MONGOC_ERROR_BSON_INVALID, "not a write");
            return false;
        }
        write_model model = {(gatehouse_mongo_change_kind)bson_iter_int32(&child), &filter, &change, &options};
        if (!append_write(bulk, model, failure)) return false;
    }
    return true;
}

bool gatehouse_mongo_bulk(
    gatehouse_mongo_target target, const char *database, const char *collection_name, gatehouse_mongo_input writes,
    gatehouse_mongo_input given, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error
) {
    bson_t storage, options, answer;
    bson_error_t failure = {0};
    const bson_t *list = gatehouse_mongo_view(&storage, writes);
    if (!list) return gatehouse_mongo_malformed(reply, error);
    bool ok = gatehouse_mongo_options_in(&options, given, target.session, &failure);
    if (ok) {
        mongoc_collection_t *collection =
            mongoc_client_get_collection((mongoc_client_t *)target.client, database, collection_name);
        mongoc_bulk_operation_t *bulk = mongoc_collection_create_bulk_operation_with_opts(collection, &options);
        ok = append_writes(bulk, list, &failure);
        if (ok) {
            ok = mongoc_bulk_operation_execute(bulk, &answer, &failure) != 0;
        } else {
            bson_init(&answer);
        }
        mongoc_bulk_operation_destroy(bulk);
        mongoc_collection_destroy(collection);
    } else {
        bson_init(&answer);
    }
    bson_destroy(&options);
    if (!ok) gatehouse_mongo_copy_error(error, &failure);
    gatehouse_mongo_take(&answer, reply);
    return ok;
}

bool gatehouse_mongo_change(
    gatehouse_mongo_target target, gatehouse_mongo_change_kind kind, const char *database,
    const char *collection_name, gatehouse_mongo_input filter, gatehouse_mongo_input change,
    gatehouse_mongo_input given, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error
) {
    bson_t filter_storage, change_storage, options, answer;
    bson_error_t failure = {0};
    const bson_t *selector = gatehouse_mongo_view(&filter_storage, filter);
    const bson_t *update = gatehouse_mongo_view(&change_storage, change);
    bool needs_update = kind != GATEHOUSE_MONGO_DELETE_ONE && kind != GATEHOUSE_MONGO_DELETE_MANY;
    if (!selector || (needs_update && !update)) return gatehouse_mongo_malformed(reply, error);
    bool ok = gatehouse_mongo_options_in(&options, given, target.session, &failure);
    bson_t none = BSON_INITIALIZER;
    if (ok) {
        mongoc_collection_t *collection =
            mongoc_client_get_collection((mongoc_client_t *)target.client, database, collection_name);
        switch (kind) {
        case GATEHOUSE_MONGO_UPDATE_ONE:
            ok = mongoc_collection_update_one(collection, selector, update, &options, &answer, &failure);
            break;
        case GATEHOUSE_MONGO_UPDATE_MANY:
            ok = mongoc_collection_update_many(collection, selector, update, &options, &answer, &failure);
            break;
        case GATEHOUSE_MONGO_REPLACE_ONE:
            ok = mongoc_collection_replace_one(collection, selector, update, &options, &answer, &failure);
            break;
        case GATEHOUSE_MONGO_DELETE_ONE:
            ok = mongoc_collection_delete_one(collection, selector, &options, &answer, &failure);
            break;
        case GATEHOUSE_MONGO_DELETE_MANY:
            ok = mongoc_collection_delete_many(collection, selector, &options, &answer, &failure);
            break;
        case GATEHOUSE_MONGO_INSERT:
            ok = mongoc_collection_insert_one(collection, update, &options, &answer, &failure);
            break;
        }
        mongoc_collection_destroy(collection);
    } else {
        answer = none;
    }
    bson_destroy(&options);
    if (!ok) gatehouse_mongo_copy_error(error, &failure);
    gatehouse_mongo_take(&answer, reply);
    return ok;
}
