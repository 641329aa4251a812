// SPDX-License-Identifier: MIT
// Other servers: their keys, and getting things from them.
#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "buffer.h"
#include "digest.h"
#include "error.h"
#include "fetch.h"
#include "file.h"
#include "ipv4.h"
#include "key.h"
#include "servers.h"

#define OWN "server"	// in keys/
#define COMMENT "what an OrionOS server shares"

enum { KEY_LENGTH = 4096, SIGNATURE_LINES = 4 };

// --- keys

int peer_own_key(struct minisign_secret *k, const struct base *b)
{
	bool made;
	int rc = file_make_dirs(b->dir, "keys", 0700);
	int dir = rc ? rc : file_open(b->dir, "keys", O_RDONLY | O_DIRECTORY, 0);

	if (dir < 0)
		return dir;
	rc = key_make(dir, OWN, &made);
	if (!rc)
		rc = key_load_secret(k, dir, OWN);
	close(dir);
	return during(rc, "%s/keys", b->path);
}

int peer_keep_key(const struct base *b, const char *name, const struct minisign_key *k)
{
	struct arena a = { NULL };
	struct buffer text = { 0 };
	const char *path = arena_printf(&a, PEERS "/%s.pub", name);
	int rc = path ? file_make_dirs(b->dir, PEERS, 0755) : -ENOMEM;

	minisign_write_public_file(k, &text);
	if (!rc)
		rc = buffer_error(&text);
	if (!rc)
		rc = file_replace(b->dir, path, 0644, text.s, text.n);
	buffer_free(&text);
	arena_free(&a);
	return during(rc, "%s", b->path);
}

static int load_key(struct peer *p, struct arena *a, const struct base *b)
{
	const char *path = arena_printf(a, PEERS "/%s.pub", p->name);
	struct text t;
	int rc = path ? file_load(a, b->dir, path, KEY_LENGTH, &t) : -ENOMEM;

	return rc ? rc : during(minisign_parse_public_file(&p->key, t), "%s/%s", b->path, path);
}

int peers_load(struct peers *p, struct arena *a, const struct base *b, const struct servers *s,
	uint64_t port)
{
	int rc = 0;

	*p = (struct peers){ ARENA_ARRAY(a, struct peer, s->count), 0 };
	if (!p->item)
		return -ENOMEM;
	for (size_t i = 0; !rc && i < s->count; i++) {
		struct peer *x = &p->item[p->count];
		char address[IPV4_TEXT];

		if (i == s->self)
			continue;
		uint32_t at = servers_address(&s->item[i], 0);
		ipv4_write(address, at);
		*x = (struct peer){ .name = s->item[i].name,
			.address = at,
			.url = arena_printf(
				a, "http://%s:%llu", address, (unsigned long long)port) };
		rc = x->url ? load_key(x, a, b) : -ENOMEM;
		p->count += !rc;
		if (rc == -ENOENT) {
			error_clear();
			rc = 0;
		}
	}
	return rc;
}

// --- what is signed

int peer_sign(struct buffer *b, const struct minisign_secret *k, struct text t)
{
	int rc = minisign_sign(k, t, COMMENT, b);

	if (!rc)
		buffer_text(b, t);
	return rc ? rc : buffer_error(b);
}

int peer_check(struct text *body, const struct minisign_key *k, struct text t)
{
	struct text line, signature = t, comment;

	for (size_t i = 0; i < SIGNATURE_LINES; i++)
		if (!text_line(&t, &line))
			return fail(-E_TRUST, "it is not signed");
	signature.n -= t.n;
	if (signature.n > MINISIGN_SIGNATURE_MAX)
		return fail(-E_TRUST, "it is not signed");
	int rc = minisign_verify(k, t, signature, &comment);
	if (!rc && !text_is(comment, COMMENT))
		rc = fail(-E_TRUST, "its key signed something else");
	*body = t;
	return rc;
}

// --- getting things

static int get(struct text *t, struct arena *a, struct fetcher *f, const char *url, uint64_t limit)
{
	int fd = url ? memfd_create("fetched", MFD_CLOEXEC) : -1;

	if (fd < 0)
		return url ? fail(-errno, "memory for %s", url) : -ENOMEM;
	int rc = fetch_get(f, url, limit, fd);
	if (!rc)
		rc = file_load_fd(a, fd, limit, t, url);
	close(fd);
	return rc;
}

int peer_get(struct text *t, struct arena *a, struct fetcher *f, const struct peer *p,
	const char *path, uint64_t limit)
{
	return get(t, a, f, arena_printf(a, "%s%s", p->url, path), limit);
}

int peer_get_content(struct text *t, struct arena *a, struct fetcher *f, const struct peer *p,
	const struct digest *d, const char *suffix, const struct digest *is, uint64_t limit)
{
	char hex[DIGEST_HEX + 1];
	struct digest got;

	digest_hex(d, hex);
	const char *url = arena_printf(a, "%s/peer/%s%s", p->url, hex, suffix);
	int rc = get(t, a, f, url, limit);
	if (!rc)
		rc = digest_of(&got, t->s, t->n);
	if (!rc && !digest_equal(&got, is))
		rc = fail(-E_TRUST, "%s is something else than its name says", url);
	return rc;
}
