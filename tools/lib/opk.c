// SPDX-License-Identifier: MIT
// Reading a package.
#include "opk.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "opk_impl.h"
#include "progress.h"

// Where the next piece of content comes from.
struct opk_reader {
	int fd;
	uint64_t payload_at;	// in the file
	struct opk_room own, *room;	// what is in use: own, or one that is shared
	size_t frame;	// whose content is there; frames: none
	size_t next;	// the frame that begins at the two positions below
	uint64_t next_at, next_packed_at;	// among the contents, in the payload
	uint64_t at, end;	// of what is to be read, among the contents
};

static int corrupt(const struct opk *p, const char *why)
{
	return fail(-E_DATA, "%s: %s", p->what, why);
}

// --- the head

// Reads the lengths that the first frame has, within bounds.
static int read_header(struct opk *p, const unsigned char *h, size_t *packed, size_t *size)
{
	if (get_le32(h) != OPK_MAGIC_HEADER || get_le32(h + 4) != OPK_HEADER - 8 ||
		memcmp(h + 8, "opk1", 4))
		return corrupt(p, "this is no package");
	*packed = get_le32(h + 12);
	*size = get_le32(h + 16);
	if (*packed > OPK_HEAD_MAX - OPK_HEADER - 8 || *size > MANIFEST_LENGTH || get_le32(h + 20))
		return corrupt(p, "the lengths in its header are out of bounds");
	if (OPK_HEADER + 8 + *packed > p->file_size)
		return corrupt(p, "it ends early");
	return 0;
}

// The size of the head, by the pin or else by the header.
static int head_size(struct opk *p, const struct opk_pin *pin, size_t *packed, size_t *size)
{
	unsigned char h[OPK_HEADER];

	if (pin && pin->file_size != p->file_size)
		return fail(-E_TRUST, "%s has %" PRIu64 " bytes, the index says %" PRIu64, p->what,
			p->file_size, pin->file_size);
	int rc = file_read_at(p->reader->fd, h, sizeof h, 0, p->what);
	if (!rc)
		rc = read_header(p, h, packed, size);
	p->head_size = OPK_HEADER + 8 + *packed;
	if (!rc && pin && pin->head_size != p->head_size)
		rc = fail(-E_TRUST, "%s: its head has another size than the index says", p->what);
	return rc;
}

static int unpack_manifest(
	struct opk *p, struct arena *a, const unsigned char *frame, size_t packed, size_t size)
{
	if (get_le32(frame) != OPK_MAGIC_MANIFEST || get_le32(frame + 4) != packed)
		return corrupt(p, "its second frame is no manifest");
	if (ZSTD_getFrameContentSize(frame + 8, packed) != size ||
		ZSTD_findFrameCompressedSize(frame + 8, packed) != packed)
		return corrupt(p, "its manifest is not one zstd frame of the length in its header");
	char *text = arena_array(a, size + 1, 1);
	if (!text)
		return -ENOMEM;
	if (ZSTD_decompress(text, size, frame + 8, packed) != size)
		return corrupt(p, "its manifest cannot be decompressed");
	return during(
		manifest_parse(&p->manifest, a, (struct text){ text, size }, MANIFEST_PACKAGE),
		"%s", p->what);
}

// Head and frames and seek table are all there is.
static int check_size(struct opk *p)
{
	uint64_t size = p->head_size + seek_table_size(p->manifest.frames);

	for (size_t i = 0; i < p->manifest.frames; i++)
		size += p->manifest.frame[i].packed;
	return size == p->file_size
		? 0
		: fail(-E_DATA, "%s has %" PRIu64 " bytes, its manifest says %" PRIu64, p->what,
					      p->file_size, size);
}

static int read_head(struct opk *p, struct arena *a, const struct opk_pin *pin)
{
	size_t packed = 0, size = 0;
	int rc = head_size(p, pin, &packed, &size);
	if (rc)
		return rc;
	unsigned char *head = malloc(p->head_size);
	if (!head)
		return fail(-ENOMEM, "%s", p->what);

	rc = file_read_at(p->reader->fd, head, p->head_size, 0, p->what);
	if (!rc)
		rc = digest_of(&p->digest, head, p->head_size);
	if (!rc && pin && !digest_equal(&p->digest, &pin->head))
		rc = fail(-E_TRUST, "%s: its head has another digest than the index says", p->what);
	// What was read the first time may have changed since.
	if (!rc)
		rc = read_header(p, head, &packed, &size);
	if (!rc && OPK_HEADER + 8 + packed != p->head_size)
		rc = corrupt(p, "it changes while it is read");
	if (!rc)
		rc = unpack_manifest(p, a, head + OPK_HEADER, packed, size);
	free(head);
	return rc ? rc : check_size(p);
}

int opk_open(struct opk *p, struct arena *a, int fd, const char *what, const struct opk_pin *pin)
{
	struct stat st;

	memset(p, 0, sizeof *p);
	p->what = what;
	if (fstat(fd, &st))
		return fail(-errno, "read %s", what);
	if (!S_ISREG(st.st_mode) || st.st_size < 0)
		return corrupt(p, "this is no regular file");
	p->file_size = (uint64_t)st.st_size;
	p->reader = calloc(1, sizeof *p->reader);
	if (!p->reader)
		return fail(-ENOMEM, "%s", what);
	struct opk_reader *r = p->reader;

	r->fd = fd;
	r->room = &r->own;
	int rc = read_head(p, a, pin);
	r->frame = p->manifest.frames;
	r->payload_at = p->head_size;
	if (rc)
		opk_close(p);
	return rc;
}

void opk_room_free(struct opk_room *room)
{
	ZSTD_freeDCtx(room->zstd);
	digest_close(room->digest);
	free(room->packed);
	free(room->content);
	*room = (struct opk_room){ 0 };
}

void opk_share(struct opk *p, struct opk_room *room)
{
	opk_rest(p);
	p->reader->room = room;
}

void opk_rest(struct opk *p)
{
	struct opk_reader *r = p->reader;

	if (!r)
		return;
	opk_room_free(&r->own);
	r->room = &r->own;
	r->frame = p->manifest.frames;
}

void opk_close(struct opk *p)
{
	opk_rest(p);
	free(p->reader);
	p->reader = NULL;
}

// --- the payload

static int make_room(struct opk_room *room)
{
	if (room->content)
		return 0;
	room->zstd = ZSTD_createDCtx();
	room->digest = digest_open();
	room->packed = malloc(FRAME_PACKED);
	room->content = malloc(FRAME_SIZE);
	if (room->zstd && room->digest && room->packed && room->content)
		return 0;
	opk_room_free(room);
	return fail(-ENOMEM, "a frame");
}

// Reads frame r->next: the packed bytes are checked, then decompressed.
static int read_frame(struct opk *p)
{
	struct opk_reader *r = p->reader;
	struct opk_room *room = r->room;
	const struct frame *f = &p->manifest.frame[r->next];
	struct digest d;
	int rc = make_room(room);

	r->frame = p->manifest.frames;	// none, should this fail
	if (!rc)
		rc = file_read_at(
			r->fd, room->packed, f->packed, r->payload_at + r->next_packed_at, p->what);
	if (rc)
		return rc;
	digest_add(room->digest, room->packed, f->packed);
	rc = digest_end(room->digest, &d);
	if (!rc && !digest_equal(&d, &f->digest))
		rc = fail(-E_TRUST,
			"%s: its content is damaged: frame %zu has another digest than its manifest says",
			p->what, r->next);
	if (rc)
		return rc;
	if (ZSTD_getFrameContentSize(room->packed, f->packed) != f->size ||
		ZSTD_findFrameCompressedSize(room->packed, f->packed) != f->packed ||
		ZSTD_decompressDCtx(room->zstd, room->content, f->size, room->packed, f->packed) !=
			f->size)
		return fail(-E_DATA, "%s: frame %zu is not one zstd frame of %" PRIu32 " bytes",
			p->what, r->next, f->size);
	r->frame = r->next;
	return 0;
}

// Makes r->next the frame that has the position, and its content that which is there.
static int go_to(struct opk *p, uint64_t at)
{
	struct opk_reader *r = p->reader;

	if (at < r->next_at)
		r->next = r->next_at = r->next_packed_at = 0;
	for (const struct frame *f = p->manifest.frame + r->next; at - r->next_at >= f->size; f++) {
		r->next_at += f->size;
		r->next_packed_at += f->packed;
		r->next++;
	}
	return r->frame == r->next ? 0 : read_frame(p);
}

int opk_seek(struct opk *p, const struct entry *e)
{
	if (e->type != 'f' || e->at > p->manifest.size || e->size > p->manifest.size - e->at)
		return fail(-EINVAL, "%s: `%.*s` has no content", p->what, TEXT_ARG(e->path));
	p->reader->at = e->at;
	p->reader->end = e->at + e->size;
	return 0;
}

ssize_t opk_data(struct opk *p, const void **data)
{
	struct opk_reader *r = p->reader;

	if (r->at == r->end)
		return 0;
	int rc = go_to(p, r->at);
	if (rc)
		return rc;
	uint64_t skip = r->at - r->next_at, there = p->manifest.frame[r->next].size - skip;

	if (there > r->end - r->at)
		there = r->end - r->at;
	*data = r->room->content + skip;
	r->at += there;
	return (ssize_t)there;
}

// --- all of it

// What so many bytes of content are of the file, about.
static uint64_t share(const struct opk *p, size_t n)
{
	return (uint64_t)((double)p->file_size * (double)n / (double)p->manifest.size);
}

static int check_file(struct opk *p, const struct entry *e, struct digest_stream *s)
{
	const void *data;
	struct digest d;
	ssize_t n;
	int rc = opk_seek(p, e);

	if (rc)
		return rc;
	while ((n = opk_data(p, &data)) > 0) {
		digest_add(s, data, (size_t)n);
		progress_add(PROGRESS_CHECK, share(p, (size_t)n));
	}
	rc = digest_end(s, &d);
	if (n < 0)
		return (int)n;
	if (!rc && !digest_equal(&d, &e->digest))
		rc = fail(-E_DATA, "%s: `%.*s` has another digest than its manifest says", p->what,
			TEXT_ARG(e->path));
	return rc;
}

static int check_seek_table(struct opk *p)
{
	struct buffer want = { 0 };
	unsigned char *got = NULL;

	seek_table_write(&want, &p->manifest, p->head_size);
	int rc = buffer_error(&want);
	if (rc)
		goto out;
	got = malloc(want.n);
	rc = got ? file_read_at(p->reader->fd, got, want.n, p->file_size - want.n, p->what)
		 : fail(-ENOMEM, "%s", p->what);
	if (!rc && memcmp(got, want.s, want.n))
		rc = corrupt(p, "its seek table is not that of its frames");
out:
	free(got);
	buffer_free(&want);
	return rc;
}

int opk_check(struct opk *p)
{
	struct digest_stream *s = digest_open();
	int rc = s ? 0 : -ENOMEM;

	progress_begin(PROGRESS_CHECK, p->file_size);
	for (size_t i = 0; !rc && i < p->manifest.entries; i++)
		if (p->manifest.entry[i].type == 'f')
			rc = check_file(p, &p->manifest.entry[i], s);
	digest_close(s);
	progress_end();
	return rc ? rc : check_seek_table(p);
}
