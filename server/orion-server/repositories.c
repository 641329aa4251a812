// SPDX-License-Identifier: MIT
// What is known of the packages that are here, or have come.
#include "repositories_impl.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "bring.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "peer.h"

enum { REMOVED_LENGTH = DIGEST_HEX + 2 };

void repositories_keys_name(char name[REPOSITORIES_KEYS], const struct minisign_key *to)
{
	char id[2 * MINISIGN_ID + 1];

	minisign_id_text(to, id);
	for (char *c = id; *c; c++)
		if (*c >= 'A')
			*c = (char)(*c - 'A' + 'a');
	snprintf(name, REPOSITORIES_KEYS, "keys-%s", id);
}

const char *repositories_removed(struct arena *a, const char *file)
{
	return arena_printf(a, REPOSITORIES_REMOVED "/%s", file);
}

int repositories_is_removed(const struct repositories *r, const char *file, const struct digest *d)
{
	const char *path = repositories_removed(r->arena, file);
	char hex[DIGEST_HEX + 1];
	struct text t;
	int rc = path ? file_load(r->arena, r->base->dir, path, REMOVED_LENGTH, &t) : -ENOMEM;

	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	digest_hex(d, hex);
	while (!rc && t.n && t.s[t.n - 1] == '\n')
		t.n--;
	return rc ? rc : text_is(t, hex);
}

int repositories_digest_here(const struct repositories *r, const char *file, struct digest *d)
{
	const char *path = arena_printf(r->arena, REPOSITORIES_OWN "/%s", file);
	struct arena once = { NULL };
	struct opk o;
	int fd = path ? file_open_regular(r->base->dir, path) : -ENOMEM;

	if (fd == -ENOENT) {
		error_clear();
		return 0;
	}
	int rc = fd < 0 ? fd : opk_open(&o, &once, fd, file, NULL);
	if (!rc) {
		*d = o.digest;
		opk_close(&o);
	}
	if (fd >= 0)
		close(fd);
	arena_free(&once);
	return rc ? rc : 1;
}

const char *repositories_part(const struct repositories *r, const struct index_package *p)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&p->pin.head, hex);
	return arena_printf(r->arena, BRING "/%s.opk", hex);
}

const char *repositories_signed(const struct repositories *r)
{
	return arena_printf(r->arena, BRING "/of-%s", r->peer->name);
}

void repositories_close(struct repositories *r)
{
	repository_close(&r->theirs);
}
