// SPDX-License-Identifier: MIT
// Reports: nothing of one is believed but its form.
#include "report.h"

#include <errno.h>
#include <string.h>

#include "../orion-server/hardware.h"
#include "arena.h"
#include "error.h"

enum { MACHINE, NAME, ROLE, GENERATION, STATE, NEEDED, SERVER = NEEDED, WORDS };

static const char *const words[WORDS] = {
	[MACHINE] = "machine",
	[NAME] = "name",
	[ROLE] = "role",
	[GENERATION] = "generation",
	[STATE] = "state",
	[SERVER] = "server",
};

static int take_line(struct text value[WORDS], struct text line)
{
	const char *equals = memchr(line.s, '=', line.n);
	struct text key = { line.s, equals ? (size_t)(equals - line.s) : 0 };

	if (!equals || !text_printable(line))
		return fail(-E_DATA, "a line is KEY=VALUE");
	for (size_t i = 0; i < WORDS; i++) {
		if (!text_is(key, words[i]))
			continue;
		if (value[i].s)
			return fail(-E_DATA, "%s twice", words[i]);
		value[i] = (struct text){ equals + 1, line.n - key.n - 1 };
	}
	return 0;
}

// A MAC in one spelling, or a UUID.
static int take_machine(const char **to, struct arena *a, struct text t)
{
	char mac[MAC_TEXT], uuid[UUID_TEXT];

	if (!mac_parse(mac, t))
		*to = arena_text(a, mac, MAC_TEXT - 1);
	else if (!uuid_parse(uuid, t))
		*to = arena_text(a, uuid, UUID_TEXT - 1);
	else
		return fail(-E_DATA, "`%.*s` is neither a MAC nor a UUID", TEXT_ARG(t));
	return *to ? 0 : -ENOMEM;
}

// What a machine calls itself may be a whole domain, in any case: its first part, in lower case.
static int take_name(const char **to, struct arena *a, struct text t)
{
	const char *dot = memchr(t.s, '.', t.n);
	char *s = arena_text(a, t.s, dot ? (size_t)(dot - t.s) : t.n);

	*to = s;
	for (; s && *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
	return *to ? 0 : -ENOMEM;
}

static int take_state(struct report *r, struct text t)
{
	r->boots = text_is(t, "ready");
	r->row.gone = text_is(t, "gone");
	return r->boots || r->row.gone || text_is(t, "running")
		? 0
		: fail(-E_DATA, "state `%.*s` must be one of: ready | running | gone", TEXT_ARG(t));
}

static int take_values(struct report *r, struct arena *a, const struct text value[WORDS])
{
	for (size_t i = 0; i < NEEDED; i++)
		if (!value[i].s)
			return fail(-E_DATA, "it has no %s", words[i]);
	int rc = take_machine(&r->row.machine, a, value[MACHINE]);
	if (!rc)
		rc = take_name(&r->row.name, a, value[NAME]);
	r->row.role = rc ? NULL : arena_text(a, value[ROLE].s, value[ROLE].n);
	if (value[SERVER].n)
		r->row.server = arena_text(a, value[SERVER].s, value[SERVER].n);
	if (!rc && (!r->row.role || (value[SERVER].n && !r->row.server)))
		rc = -ENOMEM;
	if (!rc)
		rc = digest_parse(&r->row.digest, value[GENERATION]);
	return rc ? rc : take_state(r, value[STATE]);
}

int report_parse(struct report *r, struct arena *a, const char *address, struct text t)
{
	struct text line, value[WORDS] = { { NULL, 0 } };
	int rc = 0;

	*r = (struct report){ .row.address = address };
	while (!rc && text_line(&t, &line))
		rc = take_line(value, line);
	if (!rc)
		rc = take_values(r, a, value);
	return rc ? rc : running_check(&r->row);
}
