// SPDX-License-Identifier: MIT
// What an index says of a package.
#include <errno.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "index.h"

static int keep(struct text *to, struct arena *a, struct text t)
{
	const char *s = arena_text(a, t.s, t.n);

	*to = (struct text){ s, t.n };
	return s ? 0 : -ENOMEM;
}

static int keep_list(struct text *to, struct arena *a, const struct texts *list)
{
	struct buffer b = { 0 };

	for (size_t i = 0; i < list->count; i++) {
		buffer_add(&b, " ", i ? 1 : 0);
		buffer_text(&b, list->item[i]);
	}
	int rc = buffer_error(&b);
	if (!rc)
		rc = keep(to, a, buffer_view(&b));
	buffer_free(&b);
	return rc;
}

int index_describe(struct index_package *p, struct arena *a, const struct opk *o)
{
	const struct manifest *m = &o->manifest;

	*p = (struct index_package){
		.pin = { o->file_size, o->head_size, o->digest },
		.installed_size = m->size,
	};
	int rc = keep(&p->name, a, m->name);
	if (!rc)
		rc = keep(&p->version, a, m->version);
	if (!rc)
		rc = keep(&p->arch, a, m->arch);
	if (!rc)
		rc = keep(&p->summary, a, m->summary);
	if (!rc)
		rc = keep(&p->license, a, m->license);
	if (!rc)
		rc = keep(&p->origin, a, m->origin);
	if (!rc)
		rc = keep_list(&p->needs, a, &m->needs);
	if (!rc)
		rc = keep_list(&p->provides, a, &m->provides);
	if (!rc)
		rc = keep_list(&p->conflicts, a, &m->conflicts);
	return rc ? rc : keep_list(&p->replaces, a, &m->replaces);
}

static bool same_list(struct text t, const struct texts *list)
{
	struct text part;
	size_t i = 0;

	if (!t.n)
		return !list->count;
	for (; text_part(&t, ' ', &part); i++)
		if (i == list->count || !text_equal(part, list->item[i]))
			return false;
	return i == list->count;
}

static int differs(const struct index_package *p, const char *what)
{
	return fail(-E_TRUST, "%.*s %.*s: the package has another %s than the index says",
		TEXT_ARG(p->name), TEXT_ARG(p->version), what);
}

int index_check(const struct index_package *p, const struct opk *o)
{
	const struct manifest *m = &o->manifest;

	if (!text_equal(p->name, m->name))
		return differs(p, "name");
	if (!text_equal(p->version, m->version))
		return differs(p, "version");
	if (!text_equal(p->arch, m->arch))
		return differs(p, "architecture");
	if (p->installed_size != m->size)
		return differs(p, "size");
	if (!same_list(p->needs, &m->needs))
		return differs(p, "`needs`");
	if (!same_list(p->provides, &m->provides))
		return differs(p, "`provides`");
	if (!same_list(p->conflicts, &m->conflicts))
		return differs(p, "`conflicts`");
	return same_list(p->replaces, &m->replaces) ? 0 : differs(p, "`replaces`");
}
