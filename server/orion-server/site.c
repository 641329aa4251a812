// SPDX-License-Identifier: MIT
// Reading what there is.
#include "site.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "error.h"
#include "file.h"

#define FW_CFG "/sys/firmware/qemu_fw_cfg/by_name/opt/org.orion/orion.conf/raw"

enum { FILE_LENGTH = 16 << 20, LOOK_AGAIN = 20000 /* microseconds */ };

const char *const site_roles[SITE_ROLES] = { SITE_ROLE, SITE_SERVER };

bool site_has(const struct site *s, const struct digest *d)
{
	char hex[DIGEST_HEX + 1], path[PATH_MAX];

	digest_hex(d, hex);
	for (size_t i = 0; i < s->bundles; i++)
		if (text_is(s->bundle[i].role, SITE_ROLE) && text_is(s->bundle[i].digest, hex))
			return true;
	// Those of servers aren't mounted.
	return snprintf(path, sizeof path, "%s/bundles/" SITE_SERVER "/%s.bundle", s->paths->base,
		       hex) < (int)sizeof path &&
		!access(path, F_OK);
}

// A file below a directory that the caller named; an empty text when there is none and it isn't wanted.
static int load(struct arena *a, const char *dir, const char *file, bool wanted, struct text *t)
{
	int fd = file_open_dir(dir);
	int rc = fd < 0 ? fd : file_load(a, fd, file, FILE_LENGTH, t);

	if (fd >= 0)
		close(fd);
	if (rc == -ENOENT && !wanted) {
		error_clear();
		*t = TEXT("");
		return 0;
	}
	return during(rc, "%s", dir);
}

// Finishes a restore that was cut off. -E_NO when somebody else has the lock, and so does.
static int finish_restore(struct arena *a, const char *base)
{
	struct base b;
	int rc = base_open(&b, base, true);

	if (rc)
		return rc;
	rc = base_lock(&b, a, "orion", false, NULL);
	base_close(&b);
	return rc;
}

// A restore that was cut off is finished by who takes the lock; what is read before is neither the old nor the new. Nobody is waited for longer
// than that takes: who has the lock may wait for ours, of `apply`.
static int settle(struct arena *a, const struct paths *p)
{
	const char *decided = arena_printf(a, "%s/.restore", p->base);
	int rc = decided ? 0 : -ENOMEM;

	while (!rc && !access(decided, F_OK)) {
		rc = finish_restore(a, p->base);
		if (rc != -E_NO)
			return rc;
		error_clear();
		usleep(LOOK_AGAIN);
		rc = 0;
	}
	return rc;
}

int site_conf(struct site *s, struct arena *a, const struct paths *p)
{
	const char *own = arena_printf(a, "%s/orion.conf", p->base);
	const char *const paths[] = { p->conf ? p->conf : FW_CFG, p->conf ? NULL : own, NULL };
	int rc = own ? settle(a, p) : -ENOMEM;

	*s = (struct site){ .paths = p };
	if (!rc && p->conf && access(p->conf, F_OK))
		rc = fail(-errno, "%s", p->conf);
	if (!rc)
		rc = conf_load(&s->conf, a, paths);
	if (!rc)
		rc = servers_load(&s->servers, a, &s->conf, p->base);
	if (!rc)
		rc = networks_make(&s->networks, a, &s->conf);
	if (!rc)
		rc = nodes_make(&s->nodes, a, &s->conf);
	if (!rc)
		rc = networks_check_names(&s->networks, &s->conf, &s->nodes);
	if (!rc)
		rc = settings_resolve(&s->unknown, a, &s->conf, NULL);
	return during(rc, "E-CONFIG");
}

// --- the networks, as they are up

static int load_network(struct site *s, struct arena *a, const struct paths *p)
{
	struct text t;
	int rc = load(a, p->run, "network.conf", true, &t);

	if (rc)
		return during(rc, "E-LINK: the network is not up");
	rc = networks_up(&s->networks, a, t);
	if (rc)
		return during(rc, "E-LINK: %s/network.conf", p->run);
	return during(networks_check_addresses(&s->networks, a, &s->conf, &s->nodes), "E-CONFIG");
}

// --- what nodes boot

static int load_bundles(struct site *s, struct arena *a, const struct paths *p)
{
	struct text t, line, part[2];
	struct digest d;
	int rc = load(a, p->run, "bundles", true, &t);

	while (!rc && text_line(&t, &line)) {
		struct bundle *item = arena_more(a, s->bundle, s->bundles, sizeof *item);

		if (!item)
			return -ENOMEM;
		if (text_fields(line, ' ', part, 2) != 2 || digest_parse(&d, part[1]))
			return fail(-E_DATA, "E-BUNDLE: %s/bundles: a line is ROLE DIGEST", p->run);
		s->bundle = item;
		item[s->bundles++] = (struct bundle){ part[0], part[1] };
	}
	return rc;
}

static int check_channel(const struct site *s, const struct named_channel *n)
{
	char hex[DIGEST_HEX + 1];

	if (!n->to.boots)
		return fail(-E_DATA, "the channel %s names no generation to boot", n->name);
	digest_hex(&n->to.current, hex);
	return site_has(s, &n->to.current)
		? 0
		: fail(-E_DATA, "the channel %s names %s, which is not on this server", n->name,
			  hex);
}

static int add_history(struct site *s, struct arena *a, const struct paths *p)
{
	struct text t;

	if (access(p->base, F_OK))
		return 0;
	int rc = load(a, p->base, "roles/" SITE_ROLE "/generations", false, &t);
	if (!rc)
		rc = base_parse_generations(&s->generation, &s->generations, a, t);
	if (!rc)
		rc = load(a, p->base, "roles/" SITE_SERVER "/generations", false, &t);
	if (!rc)
		rc = base_parse_generations(&s->server_generation, &s->server_generations, a, t);
	if (!rc)
		rc = pins_load(&s->pins, a, p->base);
	return during(rc, "E-CHANNEL");
}

static int add_names(struct site *s, struct arena *a, const struct paths *p)
{
	int rc = add_history(s, a, p);

	return rc ? rc : during(channels_load(&s->channels, a, p->base), "E-CHANNEL");
}

static int add_bundles(struct site *s, struct arena *a, const struct paths *p)
{
	int rc = add_names(s, a, p);

	return rc ? rc : load_bundles(s, a, p);
}

static int check_channels(const struct site *s)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->channels.count; i++)
		if (!strcmp(s->channels.item[i].role, SITE_ROLE))
			rc = during(check_channel(s, &s->channels.item[i]), "E-CHANNEL");
	return rc;
}

static int add_channels(struct site *s, struct arena *a, const struct paths *p)
{
	int rc = add_bundles(s, a, p);

	return rc ? rc : check_channels(s);
}

// The second line of a file that minisign made.
static int load_key(struct site *s, struct arena *a, const struct paths *p)
{
	struct text t, line;
	int rc = load(a, p->base, "keys/root.pub", false, &t);

	if (!rc && text_line(&t, &line) && text_line(&t, &line))
		s->repository_key = line;
	return rc;
}

static int load_templates(struct site *s, struct arena *a, const struct paths *p)
{
	int rc = load(a, p->lib, "pxe/boot.ipxe", true, &s->boot_ipxe);

	if (!rc)
		rc = load(a, p->lib, "pxe/local.ipxe", true, &s->local_ipxe);
	return rc ? rc : load(a, p->lib, "pxe/pxelinux.cfg", true, &s->pxelinux);
}

int site_add(struct site *s, struct arena *a, const struct paths *p)
{
	int rc = add_channels(s, a, p);

	if (!rc)
		rc = load_network(s, a, p);
	if (!rc)
		rc = during(ssh_keys_load(&s->ssh_keys, a, &s->conf, p->base), "E-CONFIG");
	if (!rc)
		rc = load_key(s, a, p);
	return rc ? rc : load_templates(s, a, p);
}

int site_history(struct site *s, struct arena *a, const struct paths *p)
{
	int rc = site_conf(s, a, p);

	return rc ? rc : add_history(s, a, p);
}

int site_names(struct site *s, struct arena *a, const struct paths *p)
{
	int rc = site_conf(s, a, p);

	return rc ? rc : add_names(s, a, p);
}

int site_bundles(struct site *s, struct arena *a, const struct paths *p)
{
	int rc = site_conf(s, a, p);

	return rc ? rc : add_bundles(s, a, p);
}

int site_channels(struct site *s, struct arena *a, const struct paths *p)
{
	int rc = site_conf(s, a, p);

	return rc ? rc : add_channels(s, a, p);
}

int site_served(struct site *s, struct arena *a, const struct paths *p)
{
	*s = (struct site){ .paths = p };
	int rc = during(channels_load(&s->channels, a, p->base), "E-CHANNEL");

	if (!rc)
		rc = load_bundles(s, a, p);
	return rc ? rc : check_channels(s);
}

int site_load(struct site *s, struct arena *a, const struct paths *p)
{
	int rc = site_conf(s, a, p);

	return rc ? rc : site_add(s, a, p);
}
