#include "internal.h"

#include <stdio.h>
#include <string.h>

// What the driver leaves out when servers answered and none of them will do.
static void explain(mongoc_client_t *client, bson_error_t *failure) {
    if (failure->domain != MONGOC_ERROR_SERVER_SELECTION || strchr(failure->message, '[')) return;
    size_t count = 0;
    mongoc_server_description_t **servers = mongoc_client_get_server_descriptions(client, &count);
    // A member of another set, or of none, was taken off the list.
    const char *cause = count == 0 ? "not in the replica set" : "no primary";
    mongoc_server_descriptions_destroy_all(servers, count);
    const mongoc_host_list_t *host = mongoc_uri_get_hosts(mongoc_client_get_uri(client));
    for (; host; host = host->next) {
        size_t length = strlen(failure->message);
        snprintf(
            failure->message + length, sizeof failure->message - length, " [%s calling hello on '%s']", cause,
            host->host_and_port);
    }
}

bool gatehouse_mongo_reach(
    const char *url, int32_t milliseconds, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error
) {
    bson_error_t failure = {0};
    bson_t answer = BSON_INITIALIZER;
    bool ok = false;
    mongoc_uri_t *uri = mongoc_uri_new_with_error(url, &failure);
    if (uri) {
        // Tried again and again, since a set may be about to elect; each try shorter than all, so that it has a cause.
        mongoc_uri_set_option_as_bool(uri, MONGOC_URI_SERVERSELECTIONTRYONCE, false);
        mongoc_uri_set_option_as_int32(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, milliseconds);
        mongoc_uri_set_option_as_int32(uri, MONGOC_URI_CONNECTTIMEOUTMS, milliseconds / 2 + 1);
        mongoc_uri_set_option_as_int32(uri, MONGOC_URI_SOCKETTIMEOUTMS, milliseconds);
        mongoc_read_prefs_t *primary = mongoc_read_prefs_new(MONGOC_READ_PRIMARY);
        mongoc_client_t *client = mongoc_client_new_from_uri_with_error(uri, &failure);
        if (client) {
            bson_t ping = BSON_INITIALIZER;
            BSON_APPEND_INT32(&ping, "ping", 1);
            mongoc_client_set_error_api(client, MONGOC_ERROR_API_VERSION_2);
            bson_destroy(&answer);
            ok = mongoc_client_command_simple(client, "admin", &ping, primary, &answer, &failure);
            if (!ok) explain(client, &failure);
            bson_destroy(&ping);
            mongoc_client_destroy(client);
        }
        mongoc_read_prefs_destroy(primary);
        mongoc_uri_destroy(uri);
    }
    if (!ok) gatehouse_mongo_copy_error(error, &failure);
    gatehouse_mongo_take(&answer, reply);
    return ok;
}
