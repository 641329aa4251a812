// SPDX-License-Identifier: MIT
// Reading a boot script.
#include "script.h"

#include <string.h>

#include "digest.h"
#include "error.h"
#include "ipv4.h"

// What is behind `key` in the line, up to a blank; false when it has no such.
static bool value(struct text line, const char *key, struct text *v)
{
	if (!text_starts(line, key))
		return false;
	*v = (struct text){ line.s + strlen(key), line.n - strlen(key) };
	const char *blank = memchr(v->s, ' ', v->n);
	if (blank)
		v->n = (size_t)(blank - v->s);
	return true;
}

// The word of the line that begins so.
static bool word(struct text line, const char *key, struct text *v)
{
	struct text part;

	while (text_part(&line, ' ', &part))
		if (value(part, key, v))
			return true;
	return false;
}

// image:SERVER,...:/PATH/${digest}, tree:..., or ram:http://SERVER/PATH/${digest}
static int parse_root(struct script *s, struct text t)
{
	static const char ends[] = "${digest}";
	struct text part, first;

	if (t.n < sizeof ends || memcmp(t.s + t.n - (sizeof ends - 1), ends, sizeof ends - 1))
		return fail(-E_DATA, "orion.root doesn't end in the digest");
	t.n -= sizeof ends - 1;
	if (!text_part(&t, ':', &s->form) || !t.s)
		return fail(-E_DATA, "orion.root has no form");
	if (text_is(s->form, "ram")) {
		s->root = t;
		return 0;
	}
	if (!text_part(&t, ':', &part) || !t.s)
		return fail(-E_DATA, "orion.root has no path");
	s->root = t;
	text_part(&part, ',', &first);
	return ipv4_parse(&s->server, first);
}

static int parse_line(struct script *s, struct text line)
{
	struct digest d;
	struct text v;

	if (value(line, "set base ", &v))
		s->base = v;
	if (value(line, "chain --autofree ", &v) && !s->channel.s)
		s->channel = v;
	if (value(line, "set digest ", &v) && !s->digest.s && !digest_parse(&d, v))
		s->digest = v;
	return text_starts(line, "imgargs ") && word(line, "orion.root=", &v) ? parse_root(s, v)
									      : 0;
}

// Each line of it; disk: one starts the machine's own.
static int parse(struct script *s, struct text t, bool *disk)
{
	struct text line;
	int rc = 0;

	*disk = false;
	if (!text_starts(t, "#!ipxe\n"))
		return fail(-E_DATA, "this is no script of iPXE");
	while (!rc && text_line(&t, &line)) {
		rc = text_printable(line) ? parse_line(s, line)
					  : fail(-E_DATA, "this is no script");
		*disk = *disk || text_starts(line, "sanboot ");
	}
	return rc;
}

int script_parse(struct script *s, struct text t)
{
	bool disk;

	*s = (struct script){ .local = false };
	int rc = parse(s, t, &disk);
	if (rc)
		return rc;
	error_clear();
	s->local = disk && !s->base.s;
	if (s->local || (s->base.s && (s->digest.s || s->channel.s) && s->root.s))
		return 0;
	return fail(-E_DATA, "the boot script names no kernel or no root");
}

int script_parse_channel(struct script *s, struct text t)
{
	struct script of = { .local = false };
	bool disk;
	int rc = parse(&of, t, &disk);

	if (rc)
		return rc;
	error_clear();
	s->digest = of.digest;
	return s->digest.s ? 0 : fail(-E_DATA, "the file of the channel names no generation");
}
