// SPDX-License-Identifier: MIT
// One request after the other: a file, a report, or why not. The library parses requests and sends answers.
#include "answer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "access_log.h"
#include "conditions.h"
#include "error.h"
#include "file.h"
#include "http_date.h"
#include "range.h"
#include "request_path.h"
#include "spool.h"

enum {
	UPLOADS = 16,
	METHOD_ROOM = 16,
	SMALL = 16384,	// what is copied: one packet with the head, where sendfile takes two
};

#define REPORTS_BELOW "reports/"

struct request {
	struct connection *from;
	char method[METHOD_ROOM];
	uint64_t since;	// milliseconds
	unsigned status;	// of the answer; 0: none yet
	uint64_t bytes;	// of it
	char name[REPORT_NAME +
		2]; // of a report; without a body: of the note that its file was sent
	char *body;	// REPORT_BYTES; NULL: it is no report
	size_t n;	// more than that: it is too long
	char target[];	// as it was sent
};

static struct connection *connection_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *i =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return i ? i->socket_context : NULL;
}

static void log_request(const struct connection *from, const struct request *r, const char *end)
{
	char line[ACCESS_LINE];
	struct access a = { .address = from->text, .end = end };

	if (r) {
		a.method = r->method;
		a.target = r->target;
		a.status = r->status;
		a.bytes = r->bytes;
	}
	a.milliseconds = connections_now() - (r ? r->since : from->since);
	fwrite(line, 1, access_line(line, &a), stdout);
}

void answer_connection(void *server, struct MHD_Connection *c, void **context,
	enum MHD_ConnectionNotificationCode what)
{
	struct server *s = server;
	struct connection *from = *context;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const enum MHD_ConnectionInfoType fd_is = MHD_CONNECTION_INFO_CONNECTION_FD,
						  from_is = MHD_CONNECTION_INFO_CLIENT_ADDRESS;
		// What the second call says may stand where the first one's did.
		int fd = MHD_get_connection_info(c, fd_is)->connect_fd;

		*context = connection_add(
			&s->connections, fd, MHD_get_connection_info(c, from_is)->client_addr);
		if (!*context)
			shutdown(fd, SHUT_RDWR);
	} else if (from) {
		if (!from->asked)
			log_request(from, NULL, "nothing");
		connection_remove(from);
	}
}

void *answer_begin(void *server, const char *target, struct MHD_Connection *c)
{
	struct connection *from = connection_of(c);
	size_t n = strlen(target) + 1;
	struct request *r = from ? calloc(1, sizeof *r + n) : NULL;

	(void)server;
	if (!r)
		return NULL;
	memcpy(r->target, target, n);
	r->from = from;
	r->since = connections_now();
	from->busy = from->asked = true;
	return r;
}

// That somebody has all of a file now, for who takes reports; under a name that no report of others has.
static void note(struct server *s, struct request *r)
{
	int status = spool_put(s->spool, r->from->text, r->name, "", 0);

	if (status >= 500)
		fprintf(stderr, "orion-httpd: note %s: %s\n", r->name,
			status == 507 ? "the spool is full" : error_text());
}

// Is the path that of a file directly below the directory whose files are noted?
static void remember(const struct server *s, struct request *r, const char *path)
{
	size_t n = s->noted && s->spool >= 0 ? strlen(s->noted) : 0;

	if (n && !strcmp(r->method, "GET") && !strncmp(path, s->noted, n) && path[n] == '/' &&
		spool_name(path + n + 1))
		snprintf(r->name, sizeof r->name, "+%s", path + n + 1);
}

static const char *how_it_ended(const struct request *r, enum MHD_RequestTerminationCode how)
{
	if (how == MHD_REQUEST_TERMINATED_COMPLETED_OK)
		return "done";
	if (how == MHD_REQUEST_TERMINATED_TIMEOUT_REACHED || r->from->until <= connections_now())
		return "timeout";
	return how == MHD_REQUEST_TERMINATED_DAEMON_SHUTDOWN ? "stopped" : "cut";
}

void answer_end(
	void *server, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode how)
{
	struct server *s = server;
	struct request *r = *context;

	if (!r)
		return;
	if (!r->status) {	// the library answered what it couldn't read, or nobody did
		const union MHD_ConnectionInfo *i =
			MHD_get_connection_info(c, MHD_CONNECTION_INFO_HTTP_STATUS);

		r->status = i ? i->http_status : 0;
	}
	log_request(r->from, r, how_it_ended(r, how));
	if (how == MHD_REQUEST_TERMINATED_COMPLETED_OK && r->status == 200 && *r->name == '+')
		note(s, r);
	s->uploads -= r->body != NULL;
	r->from->busy = false;
	connection_give(r->from, HEAD_SECONDS);
	if (s->connections.closing)
		shutdown(r->from->fd, SHUT_RDWR);
	free(r->body);
	free(r);
	*context = NULL;
}

// The answer stays the caller's.
static enum MHD_Result queue_kept(struct request *r, struct MHD_Connection *c, unsigned status,
	struct MHD_Response *response, uint64_t bytes)
{
	r->status = status;
	r->bytes = strcmp(r->method, "HEAD") ? bytes : 0;
	connection_give(r->from, SEND_SECONDS + r->bytes / SEND_RATE);
	return MHD_queue_response(c, status, response);
}

static enum MHD_Result queue(struct request *r, struct MHD_Connection *c, unsigned status,
	struct MHD_Response *response, uint64_t bytes)
{
	enum MHD_Result rc = queue_kept(r, c, status, response, bytes);

	MHD_destroy_response(response);
	return rc;
}

static const char *text_of_status(unsigned status)
{
	switch (status) {
	case 201: return "taken\n";
	case 400: return "this is no request that can be understood\n";
	case 404: return "not found\n";
	case 405: return "only GET and HEAD, and PUT and POST of a report\n";
	case 412: return "it is another one\n";
	case 413: return "too long\n";
	case 416: return "the range is not in the file\n";
	case 429: return "too often\n";
	case 503: return "too busy\n";
	case 507: return "no room for another report\n";
	default: return "failed\n";
	}
}

// An answer of one line, with a field of its own where name isn't NULL.
static enum MHD_Result say(struct request *r, struct MHD_Connection *c, unsigned status,
	const char *name, const char *value)
{
	const char *text = status == 204 || status == 304 ? "" : text_of_status(status);
	struct MHD_Response *response = MHD_create_response_from_buffer(
		strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);

	if (!response)
		return MHD_NO;
	if (*text)
		MHD_add_response_header(response, "Content-Type", "text/plain; charset=utf-8");
	if (name)
		MHD_add_response_header(response, name, value);
	if (status == 429 || status == 503)
		MHD_add_response_header(response, "Retry-After", "1");
	return queue(r, c, status, response, strlen(text));
}

static const char *field(struct MHD_Connection *c, const char *name)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

static void describe(struct MHD_Response *response, const struct served *file)
{
	char date[HTTP_DATE_ROOM];

	http_date_print(date, file->modified);
	MHD_add_response_header(response, "ETag", file->etag);
	MHD_add_response_header(response, "Last-Modified", date);
	MHD_add_response_header(response, "Accept-Ranges", "bytes");
}

// RFC 9110, 15.4.5
static enum MHD_Result not_modified(
	struct request *r, struct MHD_Connection *c, const struct served *file)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);

	close(file->fd);
	if (!response)
		return MHD_NO;
	describe(response, file);
	return queue(r, c, 304, response, 0);
}

// RFC 9110, 15.5.17
static enum MHD_Result beyond(
	struct request *r, struct MHD_Connection *c, const struct served *file)
{
	char text[48];

	close(file->fd);
	snprintf(text, sizeof text, "bytes */%" PRIu64, file->size);
	return say(r, c, 416, "Content-Range", text);
}

// Those bytes of the file, which is closed with it. NULL when it became shorter, or without memory.
static struct MHD_Response *body_of(const struct served *file, const struct range *part)
{
	struct MHD_Response *response = NULL;
	char *small = NULL;

	if (part->n > SMALL) {
		response = MHD_create_response_from_fd_at_offset64(part->n, file->fd, part->from);
		if (!response)
			close(file->fd);
		return response;
	}
	small = malloc(part->n ? part->n : 1);
	if (small && !file_read_at(file->fd, small, part->n, part->from, "what is served"))
		response = MHD_create_response_from_buffer(part->n, small, MHD_RESPMEM_MUST_FREE);
	if (!response)
		free(small);
	close(file->fd);
	return response;
}

// An answer with those bytes, or NULL.
static struct MHD_Response *with_file(const struct served *file, const struct range *part)
{
	struct MHD_Response *response = body_of(file, part);

	if (response) {
		describe(response, file);
		MHD_add_response_header(response, "Content-Type", file->type);
	}
	return response;
}

static enum MHD_Result send_part(struct request *r, struct MHD_Connection *c,
	const struct served *file, const struct range *part)
{
	struct MHD_Response *response = with_file(file, part);
	char text[80];

	if (!response)
		return say(r, c, 500, NULL, NULL);
	snprintf(text, sizeof text, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, part->from,
		part->from + part->n - 1, file->size);
	MHD_add_response_header(response, "Content-Range", text);
	return queue(r, c, 206, response, part->n);
}

static enum MHD_Result send_whole(
	struct server *s, struct request *r, struct MHD_Connection *c, const struct served *file)
{
	struct MHD_Response *response = kept_find(&s->kept, file);

	if (response) {
		close(file->fd);
		return queue_kept(r, c, 200, response, file->size);
	}
	response = with_file(file, &(struct range){ 0, file->size });
	if (!response)
		return say(r, c, 500, NULL, NULL);
	if (file->size <= SMALL && kept_put(&s->kept, file, response))
		return queue_kept(r, c, 200, response, file->size);
	return queue(r, c, 200, response, file->size);
}

// RFC 9110, 13.2.2: conditions first; then the range, which is for GET only (14.2).
static enum MHD_Result get(struct server *s, struct request *r, struct MHD_Connection *c)
{
	char path[REQUEST_PATH_ROOM];
	struct served file;
	struct range part;
	int status = request_path(path, r->target);

	if (!status)
		status = served_open(&file, &s->trees, path);
	if (status >= 500)
		fprintf(stderr, "orion-httpd: %s\n", error_text());
	if (status)
		return say(r, c, (unsigned)status, NULL, NULL);
	remember(s, r, path);
	struct conditions if_ = {
		.if_match = field(c, "If-Match"),
		.if_none_match = field(c, "If-None-Match"),
		.if_modified_since = field(c, "If-Modified-Since"),
		.if_unmodified_since = field(c, "If-Unmodified-Since"),
		.if_range = field(c, "If-Range"),
	};
	status = conditions_status(&if_, file.etag, file.modified);
	if (status == 304)
		return not_modified(r, c, &file);
	if (status) {
		close(file.fd);
		return say(r, c, (unsigned)status, NULL, NULL);
	}
	bool ranged = !strcmp(r->method, "GET") && conditions_range(&if_, file.etag, file.modified);
	switch (range_parse(&part, ranged ? field(c, "Range") : NULL, file.size)) {
	case RANGE_BEYOND: return beyond(r, c, &file);
	case RANGE_PART: return send_part(r, c, &file, &part);
	default: return send_whole(s, r, c, &file);
	}
}

// What speaks against a report before its body came: a status, or 0.
static unsigned refuse_report(struct server *s, struct request *r, struct MHD_Connection *c)
{
	char path[REQUEST_PATH_ROOM];
	const char *length = field(c, "Content-Length");
	size_t below = strlen(REPORTS_BELOW);

	if (s->spool < 0 || request_path(path, r->target) || strncmp(path, REPORTS_BELOW, below))
		return 405;
	if (!spool_name(path + below))
		return 404;
	if (length && strtoull(length, NULL, 10) > REPORT_BYTES)
		return 413;
	if (!limit_take(&s->reports, &r->from->address, connections_now()))
		return 429;
	if (s->uploads == UPLOADS)
		return 503;
	strcpy(r->name, path + below);
	r->body = malloc(REPORT_BYTES);
	s->uploads += r->body != NULL;
	return r->body ? 0 : 503;
}

static bool has_body(struct MHD_Connection *c)
{
	const char *length = field(c, "Content-Length");

	return (length && strcmp(length, "0")) || field(c, "Transfer-Encoding");
}

// The head is here. An answer at this point closes the connection; 0: it comes when the request is whole.
static unsigned refuse(struct server *s, struct request *r, struct MHD_Connection *c)
{
	connection_give(r->from, BODY_SECONDS);
	if (!limit_take(&s->requests, &r->from->address, connections_now()))
		return 429;
	if (!strcmp(r->method, "GET") || !strcmp(r->method, "HEAD"))
		return has_body(c) ? 400 : 0;
	if (!strcmp(r->method, "PUT") || !strcmp(r->method, "POST"))
		return refuse_report(s, r, c);
	return 405;
}

static void take(struct request *r, const char *body, size_t n)
{
	if (r->body && r->n <= REPORT_BYTES) {
		if (n <= REPORT_BYTES - r->n)
			memcpy(r->body + r->n, body, n);
		r->n += n;
	}
}

static enum MHD_Result report(struct server *s, struct request *r, struct MHD_Connection *c)
{
	int status = 413;

	if (r->n <= REPORT_BYTES)
		status = spool_put(s->spool, r->from->text, r->name, r->body, r->n);
	if (status == 500)
		fprintf(stderr, "orion-httpd: report %s: %s\n", r->name, error_text());
	return say(r, c, (unsigned)status, NULL, NULL);
}

// Called when the head is here, for each piece of the body, and at the end.
enum MHD_Result answer(void *server, struct MHD_Connection *c, const char *url, const char *method,
	const char *version, const char *body, size_t *n, void **context)
{
	struct request *r = *context;

	(void)url;	// decoded by the library, which stops at %00
	(void)version;
	if (!r)
		return MHD_NO;
	if (!*r->method) {
		snprintf(r->method, sizeof r->method, "%s", method);
		unsigned status = refuse(server, r, c);
		if (status == 405)
			return say(r, c, status, "Allow", "GET, HEAD, PUT, POST");
		return status ? say(r, c, status, NULL, NULL) : MHD_YES;
	}
	if (*n) {
		take(r, body, *n);
		*n = 0;
		return MHD_YES;
	}
	return r->body ? report(server, r, c) : get(server, r, c);
}
