// SPDX-License-Identifier: MIT
// Is this the generation that was asked for, and does it fit the running kernel?
#include "verify.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "boot.h"
#include "buildid.h"
#include "error.h"
#include "file.h"
#include "sha256.h"

static int digest(const struct boot *b, const char *text, size_t n)
{
	struct sha256 s;
	char hex[65];

	sha256_init(&s);
	sha256_add(&s, text, n);
	sha256_hex(&s, hex);
	if (strcmp(hex, b->cmd.manifest))
		return fail("E-ROOT-DIGEST",
			"the manifest is %.12s..., orion.manifest= wants "
			"%.12s...",
			hex, b->cmd.manifest);
	return 0;
}

static int kernel(const struct manifest *m)
{
	char notes[4096], id[65];
	struct utsname u;
	ssize_t n = file_read("/sys/kernel/notes", notes, sizeof notes);

	uname(&u);
	if (strcmp(m->arch, u.machine))
		return fail("E-KERNEL-MISMATCH", "the generation is for %s, this is %s", m->arch,
			u.machine);
	if (strcmp(m->release, u.release))
		return fail("E-KERNEL-MISMATCH", "the kernel is %s, the generation has %s",
			u.release, m->release);
	if (n <= 0 || buildid_find(id, (unsigned char *)notes, (size_t)n))
		return fail("E-KERNEL-MISMATCH", "the running kernel shows no build id");
	if (strcmp(m->build_id, id))
		return fail("E-KERNEL-MISMATCH",
			"the kernel's build is %.12s..., the generation "
			"has %.12s...",
			id, m->build_id);
	return 0;
}

int verify_manifest(struct boot *b, const char *text, size_t n)
{
	if (digest(b, text, n) || manifest_parse(&b->manifest, text, n))
		return -1;
	return kernel(&b->manifest);
}

int verify_file(struct boot *b, const char *path)
{
	size_t n;
	char *text = file_load(path, MANIFEST_MAX, &n);

	if (!text)
		return fail("E-ROOT-MANIFEST", "%s: %s", path, strerror(errno));
	int rc = verify_manifest(b, text, n);
	free(text);
	return rc;
}

// The name of something in the directory, or "".
static void first_entry(const char *path, char *name, size_t size)
{
	DIR *d = opendir(path);
	struct dirent *e;

	*name = 0;
	while (d && !*name && (e = readdir(d)))
		if (e->d_name[0] != '.')
			snprintf(name, size, "%.*s", (int)size - 1, e->d_name);
	if (d)
		closedir(d);
}

int verify_modules(const char *root)
{
	char path[320], has[96];
	struct utsname u;

	uname(&u);
	snprintf(path, sizeof path, "%s/usr/lib/modules", root);
	first_entry(path, has, sizeof has);
	snprintf(path, sizeof path, "%s/usr/lib/modules/%s", root, u.release);
	if (!*has || !access(path, F_OK))
		return 0;
	return fail("E-MODULES-MISMATCH", "the kernel is %s, the root's modules are for %s",
		u.release, has);
}
