// SPDX-License-Identifier: MIT
// orion trust: whose builds this server takes.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "json.h"
#include "paths.h"
#include "shown.h"
#include "trusted.h"

static bool yes, take_away;

static const struct option rows[] = {
	{ 'y', "yes", NULL, "don't ask", .flag = &yes },
	{ 0, "remove", NULL, "take the key away, as `orion distrust` does", .flag = &take_away },
	{ .name = NULL },
};

static const char *id_of(const struct trusted_key *k, char id[2 * MINISIGN_ID + 1])
{
	minisign_id_text(&k->key, id);
	return id;
}

static void print(const struct trusted_key *k)
{
	char hex[DIGEST_HEX + 1], id[2 * MINISIGN_ID + 1];

	digest_hex(&k->fingerprint, hex);
	printf("%s  %s%s\n", hex, id_of(k, id), k->given ? "  (of this machine)" : "");
}

static void print_json(const struct trusted_key *k)
{
	char id[2 * MINISIGN_ID + 1];

	json_open(NULL, '{');
	json_digest("fingerprint", &k->fingerprint);
	json_text("id", text_of(id_of(k, id)));
	json_bool("given", k->given);
	json_close();
}

static int list(struct call *c)
{
	struct trusted t;
	int rc = trusted_load(&t, &c->arena, paths.base);

	if (rc)
		return rc;
	shown_begin(c);
	for (size_t i = 0; i < t.count; i++)
		(c->json ? print_json : print)(t.item + i);
	shown_end(c);
	if (!t.count && !c->json)
		printf("no key is trusted: `orion trust FILE` adds one\n");
	return 0;
}

// A public key, alone in its file.
static int load_key(struct trusted *t, struct arena *a, const char *path)
{
	bool in = !strcmp(path, "-");
	int fd = in ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return fail(-errno, "open %s", path);
	*t = (struct trusted){ NULL, 0 };
	int rc = trusted_read(t, a, fd, in ? "standard input" : path);
	if (!in)
		close(fd);
	return !rc && t->count > 1 ? fail(-E_CALL, "%s has %zu keys: one at a time", path, t->count)
		: rc;
}

// 0 when the answer is yes. Who can't be asked has to say it before.
static int agree(bool in)
{
	char answer[16] = "";

	if (yes)
		return 0;
	if (in || !isatty(STDIN_FILENO))
		return fail(-E_CALL,
			"nobody can be asked here: compare the fingerprint with the "
				     "builder's, and say --yes");
	fprintf(stderr, "Is this the fingerprint that the builder told you? Type yes: ");
	if (!fgets(answer, sizeof answer, stdin) || strcmp(answer, "yes\n") != 0)
		return fail(-E_NO, "nothing was done");
	return 0;
}

static int add(struct call *c, const char *path)
{
	struct trusted t, one;
	char hex[DIGEST_HEX + 1];
	int rc = load_key(&one, &c->arena, path);

	if (!rc)
		rc = trusted_load(&t, &c->arena, paths.base);
	if (rc)
		return rc;
	digest_hex(&one.item->fingerprint, hex);
	if (trusted_find(&t, &one.item->fingerprint)) {
		if (!c->json)
			printf("%s is trusted already\n", hex);
	} else {
		fprintf(stderr, "SHA-256 of the key: %s\n", hex);
		rc = agree(!strcmp(path, "-"));
		if (!rc)
			rc = trusted_add(paths.base, &c->arena, one.item);
		if (!rc && !c->json)
			printf("%s is trusted from now on\n", hex);
	}
	if (!rc && c->json)
		print_json(one.item);
	return rc;
}

// --- taking away

static int find(const struct trusted *t, const char *said, const struct trusted_key **found)
{
	char hex[DIGEST_HEX + 1];
	size_t n = strlen(said), count = 0;

	for (size_t i = 0; n && i < t->count; i++) {
		digest_hex(&t->item[i].fingerprint, hex);
		if (strncmp(hex, said, n) != 0)
			continue;
		*found = t->item + i;
		count++;
	}
	if (count == 1)
		return 0;
	return count
		? fail(-E_CALL, "%s: %zu fingerprints begin so", said, count)
		     : fail(-E_NO, "%s: no trusted key has this fingerprint: `orion trust` lists them",
			       said);
}

static int drop(struct call *c, const char *said)
{
	const struct trusted_key *k = NULL;
	char hex[DIGEST_HEX + 1];
	struct trusted t;
	int rc = trusted_load(&t, &c->arena, paths.base);

	if (!rc)
		rc = find(&t, said, &k);
	if (!rc && k->given)
		rc = fail(
			-E_CALL, "%s: the machine itself was given this key (QEMU's fw_cfg)", said);
	if (!rc)
		rc = trusted_remove(paths.base, &c->arena, k);
	if (rc)
		return rc;
	digest_hex(&k->fingerprint, hex);
	if (c->json)
		print_json(k);
	else
		printf("%s is not trusted any more; what was published stays\n", hex);
	return 0;
}

static int run(struct call *c)
{
	if (take_away)
		return c->argc ? drop(c, c->argv[0])
			       : fail(-E_CALL, "which key? `orion trust` lists them");
	return c->argc ? add(c, c->argv[0]) : list(c);
}

static int run_distrust(struct call *c)
{
	return drop(c, c->argv[0]);
}

const struct cmd cmd_trust = {
	.name = "trust",
	.operands = "[FILE]",
	.summary =
		"Take the builds that a key signs, a file as release.pub of a build; or list the keys",
	.max = 1,
	.options = rows,
	.shared = paths_rows,
	.help = "It shows the fingerprint and asks. - is standard input. With --remove, the operand is the beginning of a fingerprint.\n",
	.run = run,
};

const struct cmd cmd_distrust = {
	.name = "distrust",
	.operands = "FINGERPRINT",
	.summary = "Take no more builds that a key signs; a beginning of its fingerprint is enough",
	.min = 1,
	.max = 1,
	.shared = paths_rows,
	.run = run_distrust,
};
