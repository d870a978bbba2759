// What the files of this folder share.
#ifndef GATEHOUSE_MONGO_INTERNAL_H
#define GATEHOUSE_MONGO_INTERNAL_H

#include "gatehouse_mongo.h"

#include <mongoc/mongoc.h>

void gatehouse_mongo_copy_error(gatehouse_mongo_error *to, const bson_error_t *from);

// Gives the bytes of a document to the caller and ends the document.
void gatehouse_mongo_take(bson_t *document, gatehouse_mongo_bytes *bytes);

// A view of the caller's bytes; NULL for none, and for bytes that are no document.
const bson_t *gatehouse_mongo_view(bson_t *storage, gatehouse_mongo_input document);

// An empty reply and an error that says so; false.
bool gatehouse_mongo_malformed(gatehouse_mongo_bytes *reply, gatehouse_mongo_error *error);

// The options given and, where there is one, the session. `options` must be destroyed in either case.
bool gatehouse_mongo_options_in(
    bson_t *options, gatehouse_mongo_input given, gatehouse_mongo_session *session, bson_error_t *failure);

#endif
