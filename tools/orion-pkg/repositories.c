// SPDX-License-Identifier: MIT
// Which repositories, and whom to believe.
#include "repositories.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "arch.h"
#include "cmd.h"
#include "error.h"
#include "file.h"
#include "key.h"
#include "place.h"
#include "root.h"

const char *repositories_arch;
static struct option_list urls, key_files;

// clang-format off
const struct option repository_rows[] = {
	{ .name = "repository", .argument = "URL", .list = &urls, .help = "ask this one: a directory, http://..., https://..." },
	{ .name = "key", .argument = "FILE", .list = &key_files, .help = "its root key (root.pub of the site's keys); given several times, all must have signed" },
	{ .name = "root", .argument = "DIR", .text = &root_path, .help = "ask those of this root (/)" },
	{ 0 },
};
// clang-format on

static int load_key(struct signers *s, const char *path)
{
	struct minisign_key k;
	int rc = key_load_file(&k, path);

	if (!rc)
		rc = during(signers_add(s, &k), "%s", path);
	s->threshold = s->keys;
	return rc;
}

static int load_keys(struct arena *a, struct signers *s)
{
	const char *home;
	int rc = 0;

	*s = (struct signers){ .keys = 0 };
	for (size_t i = 0; !rc && i < key_files.count; i++)
		rc = load_key(s, key_files.item[i]);
	if (key_files.count)
		return rc;
	rc = key_home(a, &home);
	if (rc)
		return rc;
	const char *path = arena_printf(a, "%s/root.pub", home);
	rc = path ? load_key(s, path) : -ENOMEM;
	return rc == -ENOENT ? fail(-E_CALL, "no key: name the repository's root key by --key")
			     : rc;
}

static int places_of_root(struct arena *a, struct repository_place **list, size_t *count)
{
	const char *root = root_path ? root_path : "/";
	int fd = file_open_dir(root), rc;

	if (fd < 0)
		return fd;
	rc = place_list(a, fd, list, count);
	close(fd);
	if (!rc && !*count)
		rc = fail(-E_CALL, "%s has no repositories: name one by --repository", root);
	return rc;
}

static int places_named(struct arena *a, const char *const *url, size_t n,
	struct repository_place **list, size_t *count)
{
	struct signers keys;
	int rc = load_keys(a, &keys);

	*list = ARENA_ARRAY(a, struct repository_place, n);
	if (rc || !*list)
		return rc ? rc : -ENOMEM;
	for (*count = 0; !rc && *count < n; ++*count)
		rc = place_make(&(*list)[*count], a, url[*count], &keys);
	return rc;
}

// A directory of the caller's own, which is made when it is missing.
static int own_dir(struct arena *a, const char *variable, const char *otherwise, const char *name)
{
	const char *base = getenv(variable), *home = getenv("HOME"), *path;

	if (base && *base == '/')
		path = arena_printf(a, "%s/%s", base, name);
	else if (home && *home == '/')
		path = arena_printf(a, "%s/%s/%s", home, otherwise, name);
	else
		return fail(-E_CALL, "HOME is not set, nor %s", variable);
	return path ? key_make_dir(path) : -ENOMEM;
}

int repositories_cache(struct arena *a)
{
	return own_dir(a, "XDG_CACHE_HOME", ".cache", "orion/pkg");
}

// What a directory says can be read again; of what is afar it is remembered how new it was.
static int open_one(struct repository *r, struct arena *a, const struct repository_place *p)
{
	if (place_directory(p))
		return repository_open(r, a, p, -1, -1);
	int state = own_dir(a, "XDG_STATE_HOME", ".local/state", "orion/trust");
	int cache = state < 0 ? -1 : repositories_cache(a);
	int rc = state < 0 ? state : cache < 0 ? cache : repository_open(r, a, p, state, cache);

	if (state >= 0)
		close(state);
	if (cache >= 0)
		close(cache);
	return rc;
}

static int open_all(
	struct repositories *r, struct arena *a, const struct repository_place *list, size_t count)
{
	int rc = 0;

	r->item = ARENA_ARRAY(a, struct repository, count);
	if (!r->item)
		return -ENOMEM;
	for (size_t i = 0; !rc && i < count; i++) {
		rc = open_one(&r->item[i], a, &list[i]);
		r->count += !rc;
	}
	if (rc)
		repositories_close(r);
	return rc;
}

int repositories_open(struct repositories *r, struct call *c)
{
	struct repository_place *list;
	size_t count;
	int rc = urls.count ? places_named(&c->arena, urls.item, urls.count, &list, &count)
			    : places_of_root(&c->arena, &list, &count);

	*r = (struct repositories){ NULL, 0 };
	return rc ? rc : open_all(r, &c->arena, list, count);
}

int repositories_open_one(struct repositories *r, struct call *c, const char *url)
{
	struct repository_place *list;
	size_t count;
	int rc = places_named(&c->arena, &url, 1, &list, &count);

	*r = (struct repositories){ NULL, 0 };
	return rc ? rc : open_all(r, &c->arena, list, count);
}

void repositories_keep(struct repositories *r)
{
	struct text arch = repositories_arch ? text_of(repositories_arch) : arch_here();

	for (size_t i = 0; i < r->count; i++)
		index_keep(&r->item[i].index, arch);
}

void repositories_close(struct repositories *r)
{
	for (size_t i = 0; i < r->count; i++)
		repository_close(&r->item[i]);
	r->count = 0;
}
