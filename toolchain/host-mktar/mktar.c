// SPDX-License-Identifier: MIT
// mktar: a deterministic tar archive from a manifest and the directory that it describes.
//
// usage: mktar MTIME DIR <MANIFEST >ARCHIVE
// A manifest line is: type mode uid gid size sha256 path [target]; types are f, d, l. What the archive
// says of a path comes from the manifest alone; the directory gives the bytes. Format: POSIX ustar
// (IEEE Std 1003.1, pax, "ustar Interchange Format"); a name that does not fit is an error.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	char type;
	unsigned int mode, uid, gid;
	unsigned long long size;
	char path[1024];
	char target[1024];
};

static int complain(const char *what, const char *path)
{
	fprintf(stderr, "mktar: %s: %s%s%s\n", path, what, errno ? ": " : "",
		errno ? strerror(errno) : "");
	return 3;
}

static int parse(const char *line, struct entry *e)
{
	char size[32], digest[80];
	int n;

	e->target[0] = 0;
	n = sscanf(line, "%c %o %u %u %31s %79s %1023s %1023s", &e->type, &e->mode, &e->uid,
		&e->gid, size, digest, e->path, e->target);
	if (n < 7 || !strchr("fdl", e->type) || (e->type == 'l') != (n == 8))
		return -1;
	e->size = e->type == 'f' ? strtoull(size, NULL, 10) : 0;
	return 0;
}

// Splits a path at a slash into prefix (155) and name (100).
static int split(const char *path, char *header)
{
	size_t len = strlen(path);
	const char *cut;

	if (len <= 100) {
		memcpy(header, path, len);
		return 0;
	}
	for (cut = path + len - 101; cut && *cut; cut = strchr(cut + 1, '/')) {
		if (*cut == '/' && cut - path <= 155) {
			memcpy(header, cut + 1, strlen(cut + 1));
			memcpy(header + 345, path, (size_t)(cut - path));
			return 0;
		}
	}
	return -1;
}

static int put_header(const struct entry *e, unsigned long mtime)
{
	char h[512] = { 0 }, name[1026];
	unsigned int sum = 0;

	snprintf(name, sizeof(name), "%s%s", e->path, e->type == 'd' ? "/" : "");
	if (split(name, h) < 0 || strlen(e->target) > 100 || e->size > 077777777777ULL)
		return -1;
	snprintf(h + 100, 8, "%07o", e->mode);
	snprintf(h + 108, 8, "%07o", e->uid);
	snprintf(h + 116, 8, "%07o", e->gid);
	snprintf(h + 124, 12, "%011llo", e->size);
	snprintf(h + 136, 12, "%011lo", mtime);
	memset(h + 148, ' ', 8);
	h[156] = e->type == 'd' ? '5' : e->type == 'l' ? '2' : '0';
	memcpy(h + 157, e->target, strlen(e->target));
	memcpy(h + 257, "ustar\00000", 8);
	memcpy(h + 265, "root", 4);
	memcpy(h + 297, "root", 4);
	for (size_t i = 0; i < sizeof(h); i++)
		sum += (unsigned char)h[i];
	snprintf(h + 148, 8, "%06o", sum);
	return fwrite(h, sizeof(h), 1, stdout) == 1 ? 0 : -1;
}

static int put_body(const char *dir, const struct entry *e)
{
	char path[4096], block[65536];
	unsigned long long left = e->size;
	size_t n = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", dir, e->path);
	in = fopen(path, "rb");
	if (!in)
		return -1;
	while (left &&
		(n = fread(block, 1, left < sizeof(block) ? (size_t)left : sizeof(block), in)) >
			0) {
		fwrite(block, 1, n, stdout);
		left -= n;
	}
	n = (size_t)(e->size % 512);
	if (!left && fgetc(in) != EOF)
		left = 1;
	fclose(in);
	memset(block, 0, 512);
	if (n)
		fwrite(block, 1, 512 - n, stdout);
	return left ? -1 : 0;
}

int main(int argc, char **argv)
{
	char line[4096], end[1024] = { 0 };
	struct entry e;
	unsigned long mtime;

	if (argc != 3) {
		fputs("usage: mktar MTIME DIR <MANIFEST >ARCHIVE\n", stderr);
		return 2;
	}
	mtime = strtoul(argv[1], NULL, 10);
	while (fgets(line, sizeof(line), stdin)) {
		errno = 0;
		if (!strchr(line, '\n') || parse(line, &e) < 0)
			return complain("not a manifest line", line);
		if (put_header(&e, mtime) < 0)
			return complain("does not fit a ustar header", e.path);
		if (e.type == 'f' && put_body(argv[2], &e) < 0)
			return complain("not as the manifest says", e.path);
	}
	fwrite(end, sizeof(end), 1, stdout);
	if (ferror(stdin) || ferror(stdout) || fflush(stdout))
		return complain("cannot write", "standard output");
	return 0;
}
