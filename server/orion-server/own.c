// SPDX-License-Identifier: MIT
// Lines KEY=VALUE, of which two say it.
#include "own.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "site.h"

enum { BOOT_LENGTH = 64 << 10 };

static int load(struct arena *a, const char *dir, struct text *t)
{
	int fd = file_open_dir(dir);
	int rc = fd < 0 ? fd : file_load(a, fd, "boot.conf", BOOT_LENGTH, t);

	if (fd >= 0)
		close(fd);
	if (rc == -ENOENT)
		error_clear();
	return rc;
}

static void take(struct text *value, struct text line, struct text key)
{
	if (line.n >= key.n && !memcmp(line.s, key.s, key.n))
		*value = (struct text){ line.s + key.n, line.n - key.n };
}

int own_read(struct own *o, struct arena *a, const struct paths *p)
{
	struct text t, line, role = TEXT(""), digits = TEXT("");
	int rc = load(a, p->run, &t);

	while (!rc && text_line(&t, &line)) {
		take(&role, line, TEXT("role="));
		take(&digits, line, TEXT("generation="));
	}
	if (!rc && digest_parse(&o->digest, digits)) {
		error_clear();
		return -ENOENT;
	}
	o->role = rc ? NULL : arena_text(a, role.s, role.n);
	return rc || o->role ? rc : -ENOMEM;
}
