#include "internal.h"

gatehouse_mongo_session *gatehouse_mongo_session_new(gatehouse_mongo_client *client, gatehouse_mongo_error *error) {
    bson_error_t failure = {0};
    mongoc_client_session_t *session = mongoc_client_start_session((mongoc_client_t *)client, NULL, &failure);
    if (!session) gatehouse_mongo_copy_error(error, &failure);
    return (gatehouse_mongo_session *)session;
}

void gatehouse_mongo_session_free(gatehouse_mongo_session *session) {
    mongoc_client_session_destroy((mongoc_client_session_t *)session);
}

static bool start(mongoc_client_session_t *session, const char *read_concern, bson_error_t *failure) {
    if (!read_concern) return mongoc_client_session_start_transaction(session, NULL, failure);
    mongoc_transaction_opt_t *options = mongoc_transaction_opts_new();
    mongoc_read_concern_t *concern = mongoc_read_concern_new();
    mongoc_read_concern_set_level(concern, read_concern);
    mongoc_transaction_opts_set_read_concern(options, concern);
    bool ok = mongoc_client_session_start_transaction(session, options, failure);
    mongoc_read_concern_destroy(concern);
    mongoc_transaction_opts_destroy(options);
    return ok;
}

bool gatehouse_mongo_transaction(
    gatehouse_mongo_session *opaque, gatehouse_mongo_transaction_step step, const char *read_concern,
    gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error
) {
    mongoc_client_session_t *session = (mongoc_client_session_t *)opaque;
    bson_t answer = BSON_INITIALIZER;
    bson_error_t failure = {0};
    bool ok = false;
    switch (step) {
    case GATEHOUSE_MONGO_START:
        ok = start(session, read_concern, &failure);
        break;
    case GATEHOUSE_MONGO_COMMIT:
        bson_destroy(&answer);
        ok = mongoc_client_session_commit_transaction(session, &answer, &failure);
        break;
    case GATEHOUSE_MONGO_ABORT:
        ok = mongoc_client_session_abort_transaction(session, &failure);
        break;
    }
    if (!ok) gatehouse_mongo_copy_error(error, &failure);
    gatehouse_mongo_take(&answer, reply);
    return ok;
}
