// SPDX-License-Identifier: MIT
// Writing a manifest.
#include <inttypes.h>

#include "buffer.h"
#include "manifest_impl.h"

static void write_texts(struct buffer *b, const char *key, const struct texts *list)
{
	for (size_t i = 0; i < list->count; i++)
		buffer_printf(b, "%s\t%.*s\n", key, TEXT_ARG(list->item[i]));
}

static void write_head(const struct manifest *m, struct buffer *b)
{
	buffer_printf(b, "orion-package\t1\nname\t%.*s\nversion\t%.*s\narch\t%.*s\n",
		TEXT_ARG(m->name), TEXT_ARG(m->version), TEXT_ARG(m->arch));
	buffer_printf(
		b, "summary\t%.*s\nlicense\t%.*s\n", TEXT_ARG(m->summary), TEXT_ARG(m->license));
	if (m->url.n)
		buffer_printf(b, "url\t%.*s\n", TEXT_ARG(m->url));
	buffer_printf(b, "origin\t%.*s\ndate\t%" PRIu64 "\n", TEXT_ARG(m->origin), m->date);
	write_texts(b, "needs", &m->needs);
	write_texts(b, "provides", &m->provides);
	write_texts(b, "conflicts", &m->conflicts);
	write_texts(b, "replaces", &m->replaces);
	write_texts(b, "static", &m->statics);
	for (const struct user *u = m->user; u < m->user + m->users; u++)
		buffer_printf(b, "user\t%.*s\t%" PRIu32 "\t%" PRIu32 "\t%.*s\t%.*s\t%.*s\n",
			TEXT_ARG(u->name), u->uid, u->gid, TEXT_ARG(u->home), TEXT_ARG(u->shell),
			TEXT_ARG(u->gecos));
	for (const struct group *g = m->group; g < m->group + m->groups; g++)
		buffer_printf(b, "group\t%.*s\t%" PRIu32 "\t%.*s\n", TEXT_ARG(g->name), g->gid,
			TEXT_ARG(g->members));
	write_texts(b, "service", &m->services);
	for (const struct alternative *t = m->alternative; t < m->alternative + m->alternatives;
		t++)
		buffer_printf(b, "alternative\t%.*s\t%.*s\t%" PRIu32 "\n", TEXT_ARG(t->link),
			TEXT_ARG(t->target), t->priority);
	write_texts(b, "setuid", &m->setuid);
	for (const struct capability *c = m->capability; c < m->capability + m->capabilities; c++)
		buffer_printf(b, "capability\t%.*s\t%016" PRIx64 "\t%016" PRIx64 "\t%s\n",
			TEXT_ARG(c->path), c->permitted, c->inheritable,
			c->effective ? "effective" : "-");
	write_texts(b, "device", &m->devices);
}

static void write_digest(struct buffer *b, const struct digest *d)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(d, hex);
	buffer_add(b, hex, DIGEST_HEX);
}

static void write_frames(const struct manifest *m, struct buffer *b)
{
	for (const struct frame *f = m->frame; f < m->frame + m->frames; f++) {
		buffer_printf(b, "frame\t%" PRIu32 "\t%" PRIu32 "\t", f->packed, f->size);
		write_digest(b, &f->digest);
		buffer_add(b, "\n", 1);
	}
}

static void write_entry(const struct entry *e, struct buffer *b)
{
	buffer_printf(b, "%c\t", e->type);
	if (e->type != 'l')
		buffer_printf(b, "%04o\t", e->mode);
	buffer_printf(b, "%" PRIu32 "\t%" PRIu32 "\t", e->uid, e->gid);
	if (e->type == 'f') {
		buffer_printf(b, "%" PRIu64 "\t", e->size);
		write_digest(b, &e->digest);
		buffer_add(b, "\t", 1);
	}
	if (entry_is_device(e))
		buffer_printf(b, "%" PRIu32 "\t%" PRIu32 "\t", e->major, e->minor);
	buffer_text(b, e->path);
	if (e->type == 'l') {
		buffer_add(b, "\t", 1);
		buffer_text(b, e->target);
	}
	buffer_add(b, "\n", 1);
}

void manifest_write(const struct manifest *m, struct buffer *b, enum manifest_kind kind)
{
	write_head(m, b);
	if (kind == MANIFEST_PACKAGE)
		write_frames(m, b);
	for (const struct entry *e = m->entry; e < m->entry + m->entries; e++)
		write_entry(e, b);
}
