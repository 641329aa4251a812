// SPDX-License-Identifier: MIT
// From requests to answers: what libmicrohttpd calls.
#ifndef ANSWER_H
#define ANSWER_H

#include <microhttpd.h>

#include "connections.h"
#include "kept.h"
#include "limit.h"
#include "served.h"

struct server {
	struct trees trees;
	int spool;	// -1: reports aren't taken
	const char *
		noted; // that a file of this directory was sent is left in the spool, too; NULL: of none
	unsigned uploads;	// reports under way
	struct limit requests, reports;
	struct connections connections;
	struct kept kept;
};

// MHD_OPTION_NOTIFY_CONNECTION, MHD_OPTION_URI_LOG_CALLBACK, the handler, MHD_OPTION_NOTIFY_COMPLETED; each with the server.
void answer_connection(void *server, struct MHD_Connection *c, void **context,
	enum MHD_ConnectionNotificationCode what);
void *answer_begin(void *server, const char *target, struct MHD_Connection *c);
enum MHD_Result answer(void *server, struct MHD_Connection *c, const char *url, const char *method,
	const char *version, const char *body, size_t *n, void **context);
void answer_end(void *server, struct MHD_Connection *c, void **context,
	enum MHD_RequestTerminationCode how);

#endif
