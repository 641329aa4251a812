// SPDX-License-Identifier: MIT
// Addresses by libcurl. A server that is slow, endless, or sends elsewhere is given up.
#include "get.h"

#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "file.h"

enum {
	SLOW_BYTES = 1000,	// a second: less is too slow
	TOTAL_SECONDS = 60,	// and one more for each
	TOTAL_BYTES = 10000,
	REDIRECTS = 3,
	MOST = 1000000000,	// ms
};

struct get {
	CURL *curl;
	char why[CURL_ERROR_SIZE];
	bool (*unwanted)(void);
	uint64_t within;	// ms; 0: as the size says
	// of the address under way
	int fd;
	uint64_t left;	// bytes that may still come
	bool too_long;
	bool range;	// and not all of it
};

static long status(struct get *g)
{
	long code = 0;

	curl_easy_getinfo(g->curl, CURLINFO_RESPONSE_CODE, &code);
	return code;
}

// 206 is Partial Content (RFC 9110, 15.3.7): what else has a body isn't the range that was asked for.
static bool is_whole(struct get *g)
{
	return g->range && status(g) == 200;
}

static size_t receive(char *data, size_t size, size_t n, void *context)
{
	struct get *g = context;

	n *= size;
	if (is_whole(g))
		return CURL_WRITEFUNC_ERROR;
	if (n > g->left) {
		g->too_long = true;
		return CURL_WRITEFUNC_ERROR;
	}
	g->left -= n;
	return file_write(g->fd, data, n, "write what was fetched") ? CURL_WRITEFUNC_ERROR : n;
}

// Anything but 0 gives the transfer up.
static int look(
	void *context, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up_now)
{
	struct get *g = context;

	(void)total, (void)now, (void)up_total, (void)up_now;
	return g->unwanted && g->unwanted();
}

static bool set(CURL *c, CURLoption option, long value)
{
	return curl_easy_setopt(c, option, value) == CURLE_OK;
}

// What is the same for all addresses.
static bool prepare(struct get *g, const struct get_patience *p)
{
	CURL *c = g->curl;

	return set(c, CURLOPT_NOSIGNAL, 1) && set(c, CURLOPT_FAILONERROR, 1) &&
		set(c, CURLOPT_FOLLOWLOCATION, 1) && set(c, CURLOPT_MAXREDIRS, REDIRECTS) &&
		set(c, CURLOPT_NETRC, CURL_NETRC_IGNORED) &&
		set(c, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) &&
		set(c, CURLOPT_CONNECTTIMEOUT, p->connect) &&
		set(c, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES) &&
		set(c, CURLOPT_LOW_SPEED_TIME, p->slow) &&
		!curl_easy_setopt(c, CURLOPT_USERAGENT, "orion-fetch") &&
		!curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") &&
		!curl_easy_setopt(c, CURLOPT_ERRORBUFFER, g->why) &&
		!curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive) &&
		!curl_easy_setopt(c, CURLOPT_WRITEDATA, g) && set(c, CURLOPT_NOPROGRESS, 0) &&
		!curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, look) &&
		!curl_easy_setopt(c, CURLOPT_XFERINFODATA, g);
}

// Nobody is sent from HTTPS to HTTP, nor to another protocol.
static bool aim(struct get *g, const char *url, uint64_t limit)
{
	bool tls = !strncmp(url, "https:", 6);
	curl_off_t size = limit > INT64_MAX ? INT64_MAX : (curl_off_t)limit;
	uint64_t ms = (TOTAL_SECONDS + limit / TOTAL_BYTES) * 1000;

	if (g->within && g->within < ms)
		ms = g->within;

	return !curl_easy_setopt(g->curl, CURLOPT_URL, url) &&
		!curl_easy_setopt(
			g->curl, CURLOPT_REDIR_PROTOCOLS_STR, tls ? "https" : "http,https") &&
		!curl_easy_setopt(g->curl, CURLOPT_MAXFILESIZE_LARGE, size) &&
		set(g->curl, CURLOPT_TIMEOUT_MS, ms > MOST ? MOST : (long)ms);
}

int get_open(struct get **g, const struct get_patience *p, bool (*unwanted)(void))
{
	*g = NULL;
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return fail(-ENOMEM, "libcurl");
	struct get *new = calloc(1, sizeof *new);
	if (!new)
		return fail(-ENOMEM, "libcurl");
	new->unwanted = unwanted;
	new->curl = curl_easy_init();
	if (!new->curl || !prepare(new, p)) {
		get_close(new);
		return fail(-E_DATA, "libcurl is too old or has no HTTP");
	}
	*g = new;
	return 0;
}

// libcurl's words have the milliseconds in them: who tries again and again would say something else each time.
static enum get_result silent(struct get *g, CURLcode code)
{
	long e = 0;

	if (code == CURLE_COULDNT_CONNECT && !curl_easy_getinfo(g->curl, CURLINFO_OS_ERRNO, &e) &&
		e)
		fail(-E_DATA, "connect: %s", strerror((int)e));
	else if (code == CURLE_COULDNT_CONNECT)
		fail(-E_DATA, "%s", curl_easy_strerror(code));
	else
		fail(-E_DATA, "it is silent or too slow");
	return GET_SILENT;
}

static enum get_result verdict(struct get *g, CURLcode code)
{
	if (code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT)
		return silent(g, code);
	fail(-E_DATA, "%s", *g->why ? g->why : curl_easy_strerror(code));
	if (g->too_long || code == CURLE_FILESIZE_EXCEEDED)
		return GET_TOO_LONG;
	return code == CURLE_HTTP_RETURNED_ERROR && (status(g) == 404 || status(g) == 410)
		? GET_ABSENT
		: GET_FAILED;
}

static enum get_result perform(struct get *g)
{
	error_clear();
	CURLcode code = curl_easy_perform(g->curl);
	if (is_whole(g)) {
		fail(-E_DATA, "the server sends no ranges");
		return GET_WHOLE;
	}
	if (code == CURLE_WRITE_ERROR && !g->too_long)
		return GET_FAILED;
	if (!code && g->range && g->left) {
		fail(-E_DATA, "the range is too short");
		return GET_FAILED;
	}
	return code ? verdict(g, code) : GET_DONE;
}

// range: as CURLOPT_RANGE has it, or NULL.
static enum get_result start(
	struct get *g, const char *url, const char *range, uint64_t limit, int fd)
{
	g->fd = fd;
	g->left = limit;
	g->too_long = false;
	g->range = range;
	*g->why = 0;
	if (aim(g, url, limit) && !curl_easy_setopt(g->curl, CURLOPT_RANGE, range))
		return perform(g);
	fail(-E_DATA, "libcurl doesn't take the address");
	return GET_FAILED;
}

void get_within(struct get *g, uint64_t ms)
{
	g->within = ms;
}

enum get_result get(struct get *g, const char *url, uint64_t limit, int fd)
{
	return start(g, url, NULL, limit, fd);
}

enum get_result get_range(struct get *g, const char *url, uint64_t from, uint64_t n, int fd)
{
	char range[48];

	if (!n || n > INT64_MAX || from > INT64_MAX - n) {
		fail(-E_CALL, "this is no range");
		return GET_FAILED;
	}
	snprintf(range, sizeof range, "%" PRIu64 "-%" PRIu64, from, from + n - 1);
	return start(g, url, range, n, fd);
}

void get_close(struct get *g)
{
	if (!g)
		return;
	curl_easy_cleanup(g->curl);
	free(g);
	curl_global_cleanup();
}
