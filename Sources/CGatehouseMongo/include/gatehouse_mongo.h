// Bytes in, bytes out: what Gatehouse needs of libmongoc, without a libbson type in sight. libbson's documents are
// over-aligned, which Swift cannot lay out, so they live and die inside these functions.
#ifndef GATEHOUSE_MONGO_H
#define GATEHOUSE_MONGO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct gatehouse_mongo_pool gatehouse_mongo_pool;
typedef struct gatehouse_mongo_client gatehouse_mongo_client;

typedef enum {
    GATEHOUSE_MONGO_OTHER = 0,
    // The server answered with an error; `code` is the server's.
    GATEHOUSE_MONGO_SERVER = 1,
    GATEHOUSE_MONGO_SERVER_SELECTION = 2,
    GATEHOUSE_MONGO_NETWORK = 3,
    GATEHOUSE_MONGO_WRITE_CONCERN = 4,
    GATEHOUSE_MONGO_AUTHENTICATION = 5,
    GATEHOUSE_MONGO_FORMAT = 6,
} gatehouse_mongo_failure;

typedef struct {
    gatehouse_mongo_failure failure;
    uint32_t code;
    char message[512];
} gatehouse_mongo_error;

// A document. As a result its bytes belong to the caller, who gives them to gatehouse_mongo_free.
typedef struct {
    uint8_t *bytes;
    uint32_t length;
} gatehouse_mongo_bytes;

typedef struct {
    const char *application_name;
    uint32_t maximum_pool_size;
    // Milliseconds. Each applies only where the connection string does not say otherwise.
    int32_t connect_timeout;
    int32_t socket_timeout;
    int32_t server_selection_timeout;
} gatehouse_mongo_options;

typedef enum {
    GATEHOUSE_MONGO_COMMAND = 0,
    GATEHOUSE_MONGO_READ = 1,
    GATEHOUSE_MONGO_WRITE = 2,
} gatehouse_mongo_command_kind;

typedef enum {
    GATEHOUSE_MONGO_UPDATE_ONE = 0,
    GATEHOUSE_MONGO_UPDATE_MANY = 1,
    GATEHOUSE_MONGO_REPLACE_ONE = 2,
    GATEHOUSE_MONGO_DELETE_ONE = 3,
    GATEHOUSE_MONGO_DELETE_MANY = 4,
} gatehouse_mongo_change_kind;

typedef void (*gatehouse_mongo_log)(int level, const char *domain, const char *message);

// Once a process, before anything else. The log function may be called from any thread.
void gatehouse_mongo_start(gatehouse_mongo_log log);

// A pool for a connection string, or NULL with the error filled. No connection is made yet.
gatehouse_mongo_pool *gatehouse_mongo_pool_new(
    const char *url, const gatehouse_mongo_options *options, gatehouse_mongo_error *error);
// All clients must have been given back.
void gatehouse_mongo_pool_free(gatehouse_mongo_pool *pool);
// The database named in the connection string, or NULL. Lives as long as the pool.
const char *gatehouse_mongo_pool_database(const gatehouse_mongo_pool *pool);

// Blocks while all clients are in use.
gatehouse_mongo_client *gatehouse_mongo_pool_pop(gatehouse_mongo_pool *pool);
void gatehouse_mongo_pool_push(gatehouse_mongo_pool *pool, gatehouse_mongo_client *client);

// Each of these blocks until the server answered or a timeout passed. The reply is filled in either case, possibly
// with an empty document, and must be freed.
bool gatehouse_mongo_command(
    gatehouse_mongo_client *client, gatehouse_mongo_command_kind kind, const char *database,
    const uint8_t *command, size_t command_length, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error);

// Reads all batches of a query, or of a pipeline, from the primary; the reply is the documents one after another.
bool gatehouse_mongo_find(
    gatehouse_mongo_client *client, const char *database, const char *collection, bool is_pipeline,
    const uint8_t *filter, size_t filter_length, const uint8_t *options, size_t options_length,
    gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error);

bool gatehouse_mongo_insert(
    gatehouse_mongo_client *client, const char *database, const char *collection,
    const uint8_t *const *documents, const size_t *lengths, size_t count,
    const uint8_t *options, size_t options_length, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error);

// `change` is the update or the replacement; NULL for the deletes.
bool gatehouse_mongo_change(
    gatehouse_mongo_client *client, gatehouse_mongo_change_kind kind, const char *database, const char *collection,
    const uint8_t *filter, size_t filter_length, const uint8_t *change, size_t change_length,
    const uint8_t *options, size_t options_length, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error);

void gatehouse_mongo_free(gatehouse_mongo_bytes *bytes);

#endif
