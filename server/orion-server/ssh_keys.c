// SPDX-License-Identifier: MIT
// Public keys for nodes.
#include "ssh_keys.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"

enum { FILE_LENGTH = 256 << 10 };

static bool is_key(const char *s)
{
	static const char *const types[] = { "ssh-ed25519 ", "ssh-rsa ", "ecdsa-sha2-",
		"sk-ssh-ed25519@openssh.com ", "sk-ecdsa-sha2-" };

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (!strncmp(s, types[i], strlen(types[i])))
			return true;
	return false;
}

static bool made_of(const char *s, const char *these)
{
	for (; *s; s++)
		if (!isascii((unsigned char)*s) ||
			(!isalnum((unsigned char)*s) && !strchr(these, *s)))
			return false;
	return true;
}

int ssh_keys_check(const char *s)
{
	if (is_key(s) && made_of(s, " ._@+/=:-"))
		return 0;
	if (!is_key(s) && *s && made_of(s, "._/-") && !strstr(s, ".."))
		return 0;
	return fail(-E_DATA,
		"`%s` is no public key (ssh-ed25519 AAAA... NAME), nor the name of a file of them",
		s);
}

static int add_file(struct buffer *b, struct arena *a, const char *base, const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *dir = *name != '/' ? base
		: slash == name        ? "/"
				       : arena_text(a, name, (size_t)(slash - name));
	int fd = dir ? file_open_dir(dir) : -ENOMEM;
	struct text t;
	int rc = fd < 0 ? fd : file_load(a, fd, *name == '/' ? slash + 1 : name, FILE_LENGTH, &t);

	if (fd >= 0)
		close(fd);
	if (rc)
		return rc == -ENOENT
			? fail(-E_DATA, "there is no file %s%s%s", *name == '/' ? "" : base,
				  *name == '/' ? "" : "/", name)
				     : rc;
	buffer_text(b, t);
	if (t.n && t.s[t.n - 1] != '\n')
		buffer_printf(b, "\n");
	return 0;
}

static int add(struct ssh_keys *k, struct arena *a, const struct conf *c, const struct section *s,
	const char *base)
{
	const struct values *v = &s->key[KEY_SSH_KEYS];
	struct ssh_keys_of *item = arena_more(a, k->item, k->count, sizeof *item);
	struct buffer b = { 0 };
	int rc = item ? 0 : -ENOMEM;

	for (size_t i = 0; !rc && i < v->count; i++)
		if (is_key(v->item[i].s))
			buffer_printf(&b, "%s\n", v->item[i].s);
		else
			rc = conf_at(c, v->item[i].line,
				during(add_file(&b, a, base, v->item[i].s), "ssh-keys"));
	if (!rc)
		rc = buffer_error(&b);
	const char *text = rc ? NULL : arena_text(a, b.n ? b.s : "", b.n);
	if (text) {
		k->item = item;
		item[k->count++] = (struct ssh_keys_of){ s, { text, b.n } };
	}
	buffer_free(&b);
	return rc || text ? rc : -ENOMEM;
}

static int add_all(struct ssh_keys *k, struct arena *a, const struct conf *c,
	const struct sections *all, const char *base)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < all->count; i++)
		if (all->item[i].key[KEY_SSH_KEYS].count)
			rc = add(k, a, c, &all->item[i], base);
	return rc;
}

int ssh_keys_load(struct ssh_keys *k, struct arena *a, const struct conf *c, const char *base)
{
	int rc = 0;

	*k = (struct ssh_keys){ NULL, 0 };
	if (c->top.key[KEY_SSH_KEYS].count)
		rc = add(k, a, c, &c->top, base);
	if (!rc)
		rc = add_all(k, a, c, &c->groups, base);
	return rc ? rc : add_all(k, a, c, &c->nodes, base);
}

const struct text *ssh_keys_find(const struct ssh_keys *k, const struct section *s)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->item[i].section == s)
			return &k->item[i].lines;
	return NULL;
}
