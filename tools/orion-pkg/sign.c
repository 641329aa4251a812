// SPDX-License-Identifier: MIT
// orion-pkg sign: says of a repository that it is still the newest; or signs a root that waits for it.
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "buffer.h"
#include "bundle_file.h"
#include "cmd.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "key.h"
#include "keys.h"
#include "published.h"

static bool root, manifest;

// clang-format off
static const struct option rows[] = {
	{ .name = "manifest", .flag = &manifest, .help = "print the signature of a bundle whose manifest this file is" },
	{ .name = "root", .flag = &root, .help = "sign the root that waits in DIR, with all root keys that are here" },
	{ 0 },
};
// clang-format on

static void print_key(const char *what, const struct minisign_key *k)
{
	char id[2 * MINISIGN_ID + 1];

	minisign_id_text(k, id);
	printf("  %s %s\n", what, id);
}

// Which keys come, stay and go: who signs shall see what.
static void print_keys(const struct signers *before, const struct signers *after)
{
	for (size_t i = 0; i < after->keys; i++)
		print_key(signers_have(before, &after->key[i]) ? "stays" : "new  ", &after->key[i]);
	for (size_t i = 0; i < before->keys; i++)
		if (!signers_have(after, &before->key[i]))
			print_key("goes ", &before->key[i]);
}

static void print(const struct published_root *r)
{
	printf("root %" PRIu64 ": %zu of %zu keys must sign\n", r->root.serial,
		r->root.keys.threshold, r->root.keys.keys);
	print_keys(&r->before.keys, &r->root.keys);
	if (r->before.serial)
		printf("signed by %zu of the %zu keys that were needed before\n", r->by_before,
			r->before.keys.threshold);
	printf("signed by %zu of the %zu keys that are needed now\n", r->by_own,
		r->root.keys.threshold);
}

static void print_json(const struct published_root *r)
{
	json_open(NULL, '{');
	json_number("root", r->root.serial);
	json_bool("added", r->added);
	json_number("by_before", r->by_before);
	json_number("threshold_before", r->before.keys.threshold);
	json_number("by_own", r->by_own);
	json_number("threshold", r->root.keys.threshold);
	json_close();
}

static int sign_root(struct call *c)
{
	struct published_root r = { .added = false };
	struct publish p = { .keys = keys_open(&c->arena, false) };

	if (p.keys < 0)
		return p.keys;
	p.dir = file_open_dir(c->argv[0]);
	int rc = p.dir < 0 ? p.dir : during(publish_sign_root(&c->arena, &p, &r), "%s", c->argv[0]);
	if (p.dir >= 0)
		close(p.dir);
	close(p.keys);
	if (rc)
		return rc;
	if (c->json)
		print_json(&r);
	else
		print(&r);
	return 0;
}

// --- bundles

static int print_signature(struct call *c, const struct minisign_secret *key, struct text t)
{
	struct bundle_file b;
	struct buffer signature = { 0 };
	int rc = bundle_parse(&b, t);
	const char *comment =
		rc ? NULL : arena_printf(&c->arena, "orion bundle, role %.*s", TEXT_ARG(b.role));

	if (!rc)
		rc = comment ? minisign_sign(key, t, comment, &signature) : -ENOMEM;
	if (!rc)
		fwrite(signature.s, 1, signature.n, stdout);
	buffer_free(&signature);
	return rc;
}

// What the key signs says what it is in its first line: a manifest is never taken for a release.
static int sign_manifest(struct call *c)
{
	struct minisign_secret key;
	struct text t;
	int keys = keys_open(&c->arena, false);
	int rc = keys < 0 ? keys : key_load_secret(&key, keys, "release");

	if (keys >= 0)
		close(keys);
	if (rc)
		return rc;
	int fd = open(c->argv[0], O_RDONLY | O_CLOEXEC | O_NOCTTY);
	rc = fd < 0 ? fail(-errno, "open %s", c->argv[0])
		    : file_load_fd(&c->arena, fd, BUNDLE_MANIFEST, &t, c->argv[0]);
	if (fd >= 0)
		close(fd);
	if (!rc)
		rc = during(print_signature(c, &key, t), "%s", c->argv[0]);
	minisign_forget(&key);
	return rc;
}

static int run(struct call *c)
{
	struct publish p = { .serial = 0 };

	if (manifest && root)
		return fail(-E_CALL, "--manifest or --root, not both");
	if (manifest)
		return sign_manifest(c);
	return root ? sign_root(c) : published(c, &p, publish_timestamp);
}

const struct cmd cmd_sign = {
	.name = "sign",
	.operands = "DIR|FILE",
	.summary = "Sign the timestamp of a repository again, for 90 days; or a bundle",
	.min = 1,
	.max = 1,
	.options = rows,
	.shared = keys_rows,
	.help = "It takes timestamp.key only. `orion-pkg index` lists new packages. A bundle is signed by release.key: the file is its\n"
		"manifest, as the build leaves it in dist/ARCH/ROLE.\n",
	.run = run,
};
