// SPDX-License-Identifier: MIT
// The root: which form, which server.
#include "root.h"

#include <poll.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "boot.h"
#include "bounded.h"
#include "error.h"
#include "file.h"
#include "readahead.h"
#include "say.h"
#include "verify.h"

static const struct root_kind *const kinds[] = {
	&root_image,
	&root_tree,
	&root_ram,
	&root_disk,
};

static const struct root_kind *find(const struct boot *b)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (kinds[i]->form == b->cmd.root.form)
			return kinds[i];
	return NULL;
}

bool root_needs_network(const struct boot *b)
{
	const struct root_kind *k = find(b);

	return k && k->network;
}

static void make_dirs(void)
{
	static const char *const dirs[] = {
		"/run/orion",
		BOOT_DIR,
		BOOT_BUNDLE,
		BOOT_ROOT,
		BOOT_RAM,
		BOOT_DISK,
		BOOT_RW,
		NEWROOT,
	};

	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++)
		mkdir(dirs[i], 0755);
}

// What was asked of a server that is gone isn't waited for: without MNT_FORCE such a mount would
// stay, and ask that server for ever.
static void unmount(const char *dir)
{
	do
		umount2(dir, MNT_FORCE);
	while (!umount2(dir, MNT_DETACH));
}

void root_close(void)
{
	static const char *const mounts[] = {
		NEWROOT,
		BOOT_RW,
		BOOT_ROOT,
		BOOT_RAM,
		BOOT_BUNDLE,
		BOOT_DISK,
	};

	for (size_t i = 0; i < sizeof mounts / sizeof *mounts; i++)
		unmount(mounts[i]);
}

// Mounts and checks it; in a child where the kernel might wait for a server.
static int mounted(struct boot *b)
{
	if (find(b)->open(b))
		return -1;
	readahead_path(BOOT_BUNDLE);
	readahead_path(BOOT_ROOT);
	readahead_erofs();
	return verify_modules(BOOT_ROOT);
}

static int attempt(struct boot *b, const struct root_kind *k)
{
	if (k->probe && k->probe(b))
		return -1;
	int rc = k->seconds ? bounded(k->seconds, mounted, b) : mounted(b);
	if (rc)
		root_close();
	return rc;
}

static bool unreachable(const struct failure *f)
{
	return !strcmp(f->code, "E-SERVER-UNREACHABLE");
}

// One try with each server; keeps in *worst the failure that says most. again: what fails was
// said before.
static int each_server(struct boot *b, const struct root_kind *k, struct failure *worst, bool again)
{
	const struct root_spec *r = &b->cmd.root;

	for (unsigned i = 0; i < r->servers; i++) {
		bool next = i + 1 < r->servers;

		b->server = r->server[i];
		failure_clear();
		if (!attempt(b, k))
			return 0;
		if (!again || !unreachable(failure()))
			say("root: %s:%s: %s: %s%s%s", root_form_name(r->form), b->server.text,
				failure()->code, failure()->text, next ? "; next is " : "",
				next ? r->server[i + 1].text : "");
		if (!worst->code[0] || (unreachable(worst) && !unreachable(failure())))
			*worst = *failure();
	}
	memset(&b->server, 0, sizeof b->server);
	return -1;
}

// A switch port that only learns yet looks like servers that don't answer: for orion.carrier
// seconds after the link came up they are asked again at once.
static int from_network(struct boot *b, const struct root_kind *k)
{
	struct failure worst;

	for (bool again = false;; again = true) {
		memset(&worst, 0, sizeof worst);
		if (!each_server(b, k, &worst, again))
			return 0;
		if (!unreachable(&worst) || now_ms() >= b->net.patient)
			return fail(worst.code, "%s", worst.text);
		poll(NULL, 0, 500);
	}
}

int root_open(struct boot *b)
{
	const struct root_kind *k = find(b);

	make_dirs();
	int rc = k->network ? from_network(b, k) : attempt(b, k);
	if (!rc)
		say("root: %s:%s %s@%.12s", root_form_name(k->form),
			k->network ? b->server.text : b->cmd.root.label, b->manifest.role,
			b->cmd.manifest);
	return rc;
}
