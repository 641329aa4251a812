// SPDX-License-Identifier: MIT
// The list of a backup's files.
#include "backup_list.h"

#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "path.h"

#define FORMAT "orion-backup"

#define OWN "channels/server"

enum { VERSION = 1, FIELDS = 5, SMALL = 64 << 20 };

// What this machine itself starts, OWN, isn't here: it is restored to a machine that has started by one of its own.
static const struct {
	const char *pattern;
	bool large;
} kinds[] = {
	{ "authorized_keys", false },
	{ "bundles/*/*.bundle", true },
	{ "channels/*", false },
	{ "drained", false },
	{ "keys/*", false },
	{ "nodes", false },
	{ "orion.conf", false },
	{ "peers/*", false },
	{ "pins", false },
	{ "removed/*", false },
	{ "repository/*", true },
	{ "roles/*/*", false },
	{ "roles/*/world.d/*", false },
	{ "server-name", false },
	{ "trusted/*", false },
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static size_t kind_of(const char *path)
{
	size_t i = 0;

	while (i < KINDS && fnmatch(kinds[i].pattern, path, FNM_PATHNAME | FNM_PERIOD))
		i++;
	return strcmp(path, OWN) && strncmp(path, OWN ".", sizeof OWN) ? i : KINDS;
}

// Bundles and packages: named by what they hold, or signed, and large.
static bool is_large(const char *path)
{
	size_t kind = kind_of(path);

	return kind < KINDS && kinds[kind].large;
}

bool backup_takes(const char *path, bool all)
{
	return kind_of(path) < KINDS && (all || !is_large(path));
}

// The pattern up to its slash number `depth`; false when it has fewer.
static bool cut(char *to, size_t size, const char *pattern, size_t depth)
{
	size_t n = 0;

	while (pattern[n] && (pattern[n] != '/' || --depth))
		n++;
	if (!pattern[n] || n >= size)
		return false;
	memcpy(to, pattern, n);
	to[n] = 0;
	return true;
}

bool backup_leads(const char *dir, bool all)
{
	size_t depth = 1;
	char part[64];

	for (const char *s = dir; (s = strchr(s, '/')); s++)
		depth++;
	for (size_t i = 0; i < KINDS; i++)
		if ((all || !kinds[i].large) && cut(part, sizeof part, kinds[i].pattern, depth) &&
			!fnmatch(part, dir, FNM_PATHNAME | FNM_PERIOD))
			return true;
	return false;
}

// --- the text

static int check_path(const char **path, struct arena *a, struct text t)
{
	int rc = path_check(t);

	if (rc)
		return rc;
	*path = arena_text(a, t.s, t.n);
	if (!*path)
		return -ENOMEM;
	return backup_takes(*path, true) ? 0 : fail(-E_DATA, "%s is nothing of a backup", *path);
}

static int parse_file(struct backup_file *f, struct arena *a, struct text line)
{
	struct text field[FIELDS];
	uint64_t mode;

	if (text_fields(line, '\t', field, FIELDS) != FIELDS || !text_is(field[0], "file"))
		return fail(-E_DATA, "a line is file, mode, size, digest and path");
	int rc = text_octal(&mode, field[1], 4, 0777, "mode");
	if (!rc)
		rc = text_number(&f->size, field[2], 0, INT64_MAX, "size");
	if (!rc)
		rc = digest_parse(&f->digest, field[3]);
	if (!rc)
		rc = check_path(&f->path, a, field[4]);
	f->mode = (unsigned)mode;
	if (!rc && f->size > SMALL && !is_large(f->path))
		rc = fail(-E_DATA, "%s would have %" PRIu64 " bytes", f->path, f->size);
	return rc;
}

static int parse_line(struct backup_list *l, struct arena *a, struct text line)
{
	l->item = arena_more(a, l->item, l->count, sizeof *l->item);
	if (!l->item)
		return -ENOMEM;
	struct backup_file *f = l->item + l->count;
	int rc = parse_file(f, a, line);

	if (!rc && l->count && strcmp(f[-1].path, f->path) >= 0)
		rc = fail(-E_DATA, "%s is not in its order", f->path);
	l->count += !rc;
	return rc;
}

static int parse_format(struct text line)
{
	struct text field[2];
	uint64_t version;

	if (text_fields(line, '\t', field, 2) != 2 || !text_is(field[0], FORMAT))
		return fail(-E_DATA, "this is not what `orion backup` writes");
	int rc = text_number(&version, field[1], 1, UINT32_MAX, "format");
	if (!rc && version > VERSION)
		rc = fail(-E_DATA,
			"it has format %" PRIu64 ", of a newer OrionOS: this one reads up to %d",
			version, VERSION);
	return rc;
}

int backup_parse(struct backup_list *l, struct arena *a, struct text t)
{
	struct text line = TEXT("");
	size_t number = 1;

	*l = (struct backup_list){ NULL, 0 };
	text_line(&t, &line);
	int rc = parse_format(line);
	while (!rc && text_line(&t, &line)) {
		number++;
		rc = parse_line(l, a, line);
	}
	if (!rc && t.n)
		rc = fail(-E_DATA, "the last line has no end");
	return during(rc, "line %zu", number);
}

void backup_write(struct buffer *b, const struct backup_list *l)
{
	char hex[DIGEST_HEX + 1];

	buffer_printf(b, FORMAT "\t%d\n", VERSION);
	for (size_t i = 0; i < l->count; i++) {
		const struct backup_file *f = l->item + i;

		digest_hex(&f->digest, hex);
		buffer_printf(
			b, "file\t%04o\t%" PRIu64 "\t%s\t%s\n", f->mode, f->size, hex, f->path);
	}
}
