// Bytes in, bytes out: what Gatehouse needs of libmongoc, without a libbson type in sight. libbson's documents are
// over-aligned, which Swift cannot lay out, so they live and die inside these functions.
#ifndef GATEHOUSE_MONGO_H
#define GATEHOUSE_MONGO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct gatehouse_mongo_pool gatehouse_mongo_pool;
typedef struct gatehouse_mongo_client gatehouse_mongo_client;
typedef struct gatehouse_mongo_session gatehouse_mongo_session;
typedef struct gatehouse_mongo_cursor gatehouse_mongo_cursor;

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

// Documents. As a result their bytes belong to the caller, who gives them to gatehouse_mongo_free.
typedef struct {
    uint8_t *bytes;
    uint32_t length;
} gatehouse_mongo_bytes;

// The caller's bytes of a document, which stay the caller's; NULL for no document.
typedef struct {
    const uint8_t *bytes;
    size_t length;
} gatehouse_mongo_input;

// On which connection a call goes, and in which session of it; NULL for none.
typedef struct {
    gatehouse_mongo_client *client;
    gatehouse_mongo_session *session;
} gatehouse_mongo_target;

typedef struct {
    const char *application_name;
    uint32_t maximum_pool_size;
    // Milliseconds. Each applies only where the connection string says none, or no end.
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
    GATEHOUSE_MONGO_INSERT = 5,
} gatehouse_mongo_change_kind;

typedef enum {
    GATEHOUSE_MONGO_START = 0,
    GATEHOUSE_MONGO_COMMIT = 1,
    GATEHOUSE_MONGO_ABORT = 2,
} gatehouse_mongo_transaction_step;

typedef void (*gatehouse_mongo_log)(int level, const char *domain, const char *message);

// Once a process, before anything else. The log function may be called from any thread.
void gatehouse_mongo_start(gatehouse_mongo_log log);

// What a connection string says: its `options`; `isAcknowledged`, `w` and `readConcern` as they follow from them;
// `readsFromPrimary`; and in `notes` what the driver says of it, a line each. False with the error filled where it is
// none; the notes are there then, too.
bool gatehouse_mongo_describe(const char *url, gatehouse_mongo_bytes *description, gatehouse_mongo_error *error);

// Asks a server of the deployment for a sign of life on a connection of its own, within the time. The words of the
// error name each server and why it will not do, as `[cause calling hello on 'host:port']`.
bool gatehouse_mongo_reach(
    const char *url, int32_t milliseconds, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error);

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

// A client of no pool, with one connection, or NULL with the error filled. The socket timeout is the one given, whatever
// the connection string says. No connection is made yet.
gatehouse_mongo_client *gatehouse_mongo_client_new(
    const char *url, const gatehouse_mongo_options *options, gatehouse_mongo_error *error);
void gatehouse_mongo_client_free(gatehouse_mongo_client *client);

// A transaction's session, or any other's; belongs to the client it was made on.
// NULL with the error filled where the server knows no sessions.
gatehouse_mongo_session *gatehouse_mongo_session_new(gatehouse_mongo_client *client, gatehouse_mongo_error *error);
// Aborts a transaction that is under way.
void gatehouse_mongo_session_free(gatehouse_mongo_session *session);
// `read_concern` is the level of the reads of one that starts; NULL for the server's.
bool gatehouse_mongo_transaction(
    gatehouse_mongo_session *session, gatehouse_mongo_transaction_step step, const char *read_concern,
    gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error);

// Each of these blocks until the server answered or a timeout passed. The reply is filled in either case, possibly
// with an empty document, and must be freed.
bool gatehouse_mongo_command(
    gatehouse_mongo_target target, gatehouse_mongo_command_kind kind, const char *database,
    gatehouse_mongo_input command, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error);

bool gatehouse_mongo_insert(
    gatehouse_mongo_target target, const char *database, const char *collection,
    const gatehouse_mongo_input *documents, size_t count, gatehouse_mongo_input options,
    gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error);

// `change` is the update or the replacement; none for the deletes.
bool gatehouse_mongo_change(
    gatehouse_mongo_target target, gatehouse_mongo_change_kind kind, const char *database, const char *collection,
    gatehouse_mongo_input filter, gatehouse_mongo_input change, gatehouse_mongo_input options,
    gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error);

// Several writes: an array of documents with `kind`, `filter`, `change` and `options`.
bool gatehouse_mongo_bulk(
    gatehouse_mongo_target target, const char *database, const char *collection, gatehouse_mongo_input writes,
    gatehouse_mongo_input options, gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error);

// The documents of a query or of a pipeline, from the primary. Nothing is sent before the first read. NULL with the
// error filled when the input is no document. Belongs to the client.
gatehouse_mongo_cursor *gatehouse_mongo_find(
    gatehouse_mongo_target target, const char *database, const char *collection, bool is_pipeline,
    gatehouse_mongo_input filter, gatehouse_mongo_input options, gatehouse_mongo_error *error);
// The changes of a collection from now on. Sends a command; its failure shows at the first read.
gatehouse_mongo_cursor *gatehouse_mongo_watch(
    gatehouse_mongo_target target, const char *database, const char *collection, gatehouse_mongo_input pipeline,
    gatehouse_mongo_input options, gatehouse_mongo_error *error);
// Reads up to so many documents into the reply, one after another; `is_over` when there are no more. A stream of
// changes is never over, and gives none when none came within its time.
bool gatehouse_mongo_cursor_read(
    gatehouse_mongo_cursor *cursor, size_t maximum, bool *is_over, gatehouse_mongo_bytes *reply,
    gatehouse_mongo_error *error);
// From where a stream of changes can go on; an empty document when it does not know yet.
void gatehouse_mongo_stream_token(gatehouse_mongo_cursor *cursor, gatehouse_mongo_bytes *token);
// Tells the server, when it still holds documents for us.
void gatehouse_mongo_cursor_free(gatehouse_mongo_cursor *cursor);

void gatehouse_mongo_free(gatehouse_mongo_bytes *bytes);

#endif
