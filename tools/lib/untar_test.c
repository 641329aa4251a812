// SPDX-License-Identifier: MIT
// Archives as tar(1) writes them in each of its formats, cut short, and with what no tar writes.
#include "untar.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error.h"
#include "test.h"

static struct untar_entry e;
static char long_path[300];

static int archive(const char *format)
{
	char command[2000];

	snprintf(command, sizeof command,
		"rm -rf untar.d && mkdir -p untar.d/%s && cd untar.d && echo hello >a && head -c 70000 /dev/zero >b && "
		"echo deep >%s/c && ln -s a link && truncate -s 5M sparse && echo x | dd of=sparse conv=notrunc seek=3000 2>/dev/null && "
		"tar -c --sort=name --format=%s %s -f ../untar.tar .",
		long_path, long_path, format, strcmp(format, "gnu") ? "" : "-S");
	CHECK(!system(command));
	return open("untar.tar", O_RDONLY | O_CLOEXEC);
}

static uint64_t content(struct untar *t)
{
	static char room[4096];
	uint64_t size = 0;
	ssize_t k;

	while ((k = untar_read(t, room, sizeof room)) > 0)
		size += (uint64_t)k;
	CHECK(!k);
	return size;
}

static void one_format(const char *format)
{
	unsigned char head[700];
	char deep[400];
	unsigned seen = 0;
	struct untar t;
	int fd = archive(format);

	snprintf(deep, sizeof deep, "./%s/c", long_path);
	CHECK(read(fd, head, sizeof head) == sizeof head && untar_is(head, sizeof head));
	untar_begin(&t, fd, head, sizeof head);
	int rc;
	while ((rc = untar_next(&t, &e)) > 0) {
		if (!strcmp(e.path, "./a"))
			seen |= e.type == 'f' && e.size == 6 && content(&t) == 6 ? 1 : 0;
		if (!strcmp(e.path, "./b"))	// nothing of it is read
			seen |= e.type == 'f' && e.size == 70000 ? 2 : 0;
		if (!strcmp(e.path, deep))
			seen |= content(&t) == 5 ? 4 : 0;
		if (!strcmp(e.path, "./link"))
			seen |= e.type == 'o' ? 8 : 0;
		if (!strcmp(e.path, "./"))
			seen |= e.type == 'd' ? 16 : 0;
		if (!strcmp(e.path, "./sparse"))
			seen |= 32;
	}
	CHECK(rc == 0);
	CHECK(seen == 63);
	close(fd);
}

static void cut_short(void)
{
	int fd = archive("ustar"), rc;
	struct untar t;

	CHECK(!truncate("untar.tar", 30000));
	untar_begin(&t, fd, NULL, 0);
	while ((rc = untar_next(&t, &e)) > 0)
		;
	CHECK(rc == -E_DATA && strstr(error_text(), "too early"));
	close(fd);
}

// A header of type, with that content behind it, and its checksum.
static int crafted(char type, const char *text, size_t n)
{
	unsigned char block[UNTAR_BLOCK] = "x";
	struct untar t;
	unsigned sum = 0;
	int fd = memfd_create("untar", MFD_CLOEXEC);

	snprintf((char *)block + 124, 12, "%011zo", n);
	block[156] = (unsigned char)type;
	memcpy(block + 257, "ustar\00000", 8);
	memset(block + 148, ' ', 8);
	for (size_t i = 0; i < sizeof block; i++)
		sum += block[i];
	snprintf((char *)block + 148, 8, "%06o", sum);
	CHECK(write(fd, block, sizeof block) == sizeof block);
	memset(block, 0, sizeof block);
	memcpy(block, text, n);
	CHECK(write(fd, block, sizeof block) == sizeof block);
	CHECK(write(fd, "y", 1) == 1 && !lseek(fd, 0, SEEK_SET));
	untar_begin(&t, fd, NULL, 0);
	int rc = untar_next(&t, &e);
	close(fd);
	return rc;
}

static void hostile(void)
{
	static const struct {
		char type;
		const char *text, *error;
	} cases[] = {
		{ 'x', "9 path=a", "damaged" }, { 'x', "12 path=abc\n99 ", "damaged" },
		{ 'x', "3 \n", "damaged" }, { 'x', "8 path=\n", "empty" },
		{ 'x', "9 size=-\n", "size" }, { 'x', "30 size=99999999999999999999\n", "damaged" },
		{ 'L', "", "empty" }, { 'x', "12 path=abc\n", "damaged" }, // the header behind it
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int rc = crafted(cases[i].type, cases[i].text, strlen(cases[i].text));

		CHECK_AT((int)i, rc < 0);
		CHECK_AT((int)i,
			strstr(error_text(), cases[i].error) || strstr(error_text(), "early"));
	}
	CHECK(crafted('0', "hello", 5) == 1 && e.type == 'f' && e.size == 5);
}

int main(void)
{
	static const char *const formats[] = { "gnu", "ustar", "pax" };

	memset(long_path, 'd', 250);
	long_path[60] = '/';	// ustar can say it, too
	long_path[121] = '/';
	long_path[160] = 0;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		one_format(formats[i]);
	cut_short();
	hostile();
	return test_failed;
}
