// SPDX-License-Identifier: MIT
// The machine's server: QEMU runs it for each connection.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bundle_file.h"
#include "error.h"
#include "file.h"
#include "rehearse.h"
#include "request.h"

enum { PIECE = 64 << 10 };

static int say(int out, const char *status, uint64_t length)
{
	char head[128];
	int n = snprintf(head, sizeof head, "HTTP/1.0 %s\r\nContent-Length: %llu\r\n\r\n", status,
		(unsigned long long)length);

	return file_write(out, head, (size_t)n, "the answer");
}

static int say_part(const struct bundle_file *b, const struct bundle_part *p, int out)
{
	char *piece = malloc(PIECE);
	int rc = piece ? say(out, "200 OK", p->size) : fail(-ENOMEM, "a part");

	for (uint64_t done = 0; !rc && done < p->size;) {
		size_t n = p->size - done < PIECE ? (size_t)(p->size - done) : PIECE;

		rc = file_read_at(b->fd, piece, n, p->at + done, "a part");
		if (!rc)
			rc = file_write(out, piece, n, "the answer");
		done += n;
	}
	free(piece);
	return rc;
}

static int answer(const struct bundle_file *b, const struct request *r, int out)
{
	const struct bundle_part *p = bundle_find(b, r->name);

	if (p)
		return say_part(b, p, out);
	if (!text_is(TEXT("manifest"), r->name))
		return say(out, "404 Not Found", 0);
	int rc = say(out, "200 OK", b->manifest.n);
	return rc ? rc : file_write(out, b->manifest.s, b->manifest.n, "the answer");
}

static int hear(struct request *r, int in)
{
	for (;;) {
		int rc = request_parse(r);
		ssize_t n = rc ? 0 : read(in, r->text + r->n, sizeof r->text - r->n);

		if (rc)
			return rc < 0 ? rc : 0;
		if (n <= 0 && !(n < 0 && errno == EINTR))
			return fail(-E_DATA, "a request that ends early");
		r->n += n > 0 ? (size_t)n : 0;
	}
}

int rehearse_answer(struct arena *a, const char *path, int in, int out)
{
	struct request r = { .n = 0 };
	struct bundle_file b;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int rc = fd < 0 ? fail(-errno, "open %s", path) : bundle_open(&b, a, fd, NULL);

	if (!rc)
		rc = hear(&r, in);
	if (!rc)
		rc = answer(&b, &r, out);
	if (fd >= 0)
		close(fd);
	return rc;
}
