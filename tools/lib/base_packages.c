// SPDX-License-Identifier: MIT
// Packages of a role.
#include "base_packages.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "bundle_file.h"
#include "error.h"
#include "file.h"
#include "index.h"
#include "installed.h"
#include "key.h"
#include "pinned.h"
#include "repository.h"

int base_arch(const struct base_role *r, struct arena *a, struct text *arch)
{
	struct bundle_file b;
	int fd = r->boots ? base_bundle(r, a, &r->current) : -ENOENT;
	int rc = fd < 0 ? fd : bundle_open(&b, a, fd, NULL);

	*arch = (struct text){ NULL, 0 };
	if (fd >= 0)
		close(fd);
	if (rc == -ENOENT) {
		error_clear(); // nothing to go by
		return 0;
	}
	if (!rc)
		*arch = b.arch;
	return rc;
}

// --- packages

static int load_key(const struct base *b, struct signers *s)
{
	struct minisign_key k;
	int keys = file_open(b->dir, "keys", O_RDONLY | O_DIRECTORY, 0);

	if (keys == -ENOENT)
		return fail(-E_CALL, "no keys: `orion-pkg keygen --keys %s/keys --site` makes them",
			b->path);
	if (keys < 0)
		return keys;
	int rc = key_load_public(&k, keys, "root");
	close(keys);
	if (!rc)
		rc = signers_add(s, &k);
	s->threshold = s->keys;
	return rc;
}

int base_has_repository(const struct base *b)
{
	int fd = file_open(b->dir, "repository/latest", O_RDONLY, 0);

	if (fd < 0 && fd != -ENOENT)
		return fd;
	if (fd < 0)
		error_clear();
	else
		close(fd);
	return fd >= 0;
}

int base_repository(const struct base *b, struct arena *a, struct repository *repo)
{
	struct repository_place *place = ARENA_NEW(a, struct repository_place);
	const char *path = arena_printf(a, "%s/repository", b->path);
	struct signers root = { .keys = 0 };
	int rc = place && path ? load_key(b, &root) : -ENOMEM;

	if (!rc)
		rc = place_make(place, a, path, &root);
	return rc ? rc : repository_open(repo, a, place, -1, -1);
}

// Of two with one version, the first counts.
static const struct index_package *available(
	const struct installed_package *p, const struct index *const *index)
{
	for (size_t i = 0; index[i]; i++) {
		size_t count;
		const struct index_package *found = index_find(index[i], p->name, &count);

		for (size_t k = 0; k < count; k++)
			if (text_equal(found[k].version, p->version))
				return digest_equal(&found[k].pin.head, &p->digest) ? found + k
										    : NULL;
	}
	return NULL;
}

static int split(struct texts *list, struct arena *a, struct text words)
{
	struct text word;

	while (words.n && text_part(&words, ' ', &word)) {
		list->item = arena_more(a, list->item, list->count, sizeof *list->item);
		if (!list->item)
			return -ENOMEM;
		list->item[list->count++] = word;
	}
	return 0;
}

// What the index says of a package stands for its manifest.
static int describe(struct installed_package *in, struct arena *a, const struct index_package *p)
{
	struct manifest *m = ARENA_NEW(a, struct manifest);
	int rc = m ? split(&m->needs, a, p->needs) : -ENOMEM;

	*in = (struct installed_package){
		.name = p->name, .version = p->version, .digest = p->pin.head, .manifest = m
	};
	if (!rc)
		rc = split(&m->provides, a, p->provides);
	if (!rc)
		rc = split(&m->conflicts, a, p->conflicts);
	return rc ? rc : split(&m->replaces, a, p->replaces);
}

int base_packages(struct arena *a, struct text lock, struct installed *in)
{
	struct pinned *p;
	size_t count;
	int rc = during(pinned_parse(&p, &count, a, lock), "the lock");

	*in = (struct installed){ .count = 0 };
	in->package = rc ? NULL : ARENA_ARRAY(a, struct installed_package, count);
	if (!in->package)
		return rc ? rc : -ENOMEM;
	for (; in->count < count; in->count++)
		in->package[in->count] = (struct installed_package){ .name = p[in->count].name,
			.version = p[in->count].version,
			.digest = p[in->count].digest };
	return 0;
}

int base_described(struct arena *a, struct text lock, const struct index *const *index,
	struct installed *in, void (*missing)(void *arg, struct text name, struct text version),
	void *arg)
{
	int rc = base_packages(a, lock, in);
	size_t count = in->count;

	in->count = 0;
	for (size_t i = 0; !rc && i < count; i++) {
		const struct installed_package *p = in->package + i;
		const struct index_package *found = available(p, index);

		if (found)
			rc = describe(in->package + in->count++, a, found);
		else if (missing)
			missing(arg, p->name, p->version);
	}
	return rc;
}
