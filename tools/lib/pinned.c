// SPDX-License-Identifier: MIT
// Locks.
#include "pinned.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "index.h"
#include "relation.h"
#include "version.h"

static int parse_line(struct pinned *p, struct text line)
{
	struct text field[3];

	if (text_fields(line, '\t', field, 3) != 3)
		return fail(-E_DATA, "a line is name, version and digest, with tabs between them");
	p->name = field[0];
	p->version = field[1];
	int rc = name_check(p->name);
	if (!rc)
		rc = version_check_package(p->version);
	return rc ? rc : digest_parse(&p->digest, field[2]);
}

int pinned_parse(struct pinned **list, size_t *count, struct arena *a, struct text t)
{
	struct text rest = t, line;
	struct pinned *p = NULL;
	size_t n = 0;

	while (text_line(&rest, &line)) {
		p = arena_more(a, p, n, sizeof *p);
		int rc = p ? parse_line(&p[n], line) : -ENOMEM;
		if (!rc && n && text_compare(p[n - 1].name, p[n].name) >= 0)
			rc = fail(-E_DATA, "%.*s is not in its place", TEXT_ARG(p[n].name));
		if (rc)
			return during(rc, "line %zu", n + 1);
		n++;
	}
	*list = p;
	*count = n;
	return rest.n ? fail(-E_DATA, "the last line has no end") : 0;
}

int pinned_load(struct pinned **list, size_t *count, struct arena *a, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct text t;

	if (fd < 0)
		return fail(-errno, "open %s", path);
	int rc = file_load_fd(a, fd, PINNED_LENGTH, &t, path);
	close(fd);
	return rc ? rc : during(pinned_parse(list, count, a, t), "%s", path);
}

void pinned_write(struct buffer *b, const struct pinned *p)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&p->digest, hex);
	buffer_printf(b, "%.*s\t%.*s\t%s\n", TEXT_ARG(p->name), TEXT_ARG(p->version), hex);
}

const struct index_package *pinned_find(const struct pinned *p, const struct index *x)
{
	size_t count;
	const struct index_package *found = index_find(x, p->name, &count);

	for (size_t i = 0; i < count; i++)
		if (text_equal(found[i].version, p->version) &&
			digest_equal(&found[i].pin.head, &p->digest))
			return &found[i];
	return NULL;
}
