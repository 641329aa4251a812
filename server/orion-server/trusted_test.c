// SPDX-License-Identifier: MIT
// Files of trusted keys: which are some, which keys they have; a base's, one by one.
#include "trusted.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "test.h"

// Two of minisign's: Ed, eight bytes of number, 32 of key.
#define ONE "RWQAAAAAAAAAAQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"
#define TWO "RWQAAAAAAAAAAiECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"
#define COMMENT "untrusted comment: public key\n"

static const struct {
	int line;
	const char *text;
	size_t keys;	// 0: it is no such file
} files[] = {
	{ __LINE__, COMMENT ONE "\n", 1 },
	{ __LINE__, COMMENT ONE "\n" COMMENT TWO "\n", 2 },
	{ __LINE__, COMMENT ONE "\n" COMMENT ONE "\n", 1 },
	{ __LINE__, "untrusted comment:\n" ONE "\n", 1 },
	{ __LINE__, "", 0 },
	{ __LINE__, "\n", 0 },
	{ __LINE__, ONE "\n", 0 },
	{ __LINE__, COMMENT, 0 },
	{ __LINE__, COMMENT "\n", 0 },
	{ __LINE__, COMMENT ONE, 0 },
	{ __LINE__, COMMENT ONE "\n\n", 0 },
	{ __LINE__, COMMENT ONE " \n", 0 },
	{ __LINE__, COMMENT ONE "\r\n", 0 },
	{ __LINE__, COMMENT ONE "\n" ONE "\n", 0 },
	{ __LINE__, COMMENT "RWQAAAAAAAAAAQ==\n", 0 },
	{ __LINE__, COMMENT "RUQAAAAAAAAAAQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g\n", 0 },
	{ __LINE__, COMMENT ONE "\n" COMMENT "x\n", 0 },
};

static void texts(struct arena *a)
{
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct trusted t = { NULL, 0 };
		int rc = trusted_parse(&t, a, text_of(files[i].text));

		CHECK_AT(files[i].line, rc == (files[i].keys ? 0 : -E_DATA));
		CHECK_AT(files[i].line, rc || t.count == files[i].keys);
	}
	error_clear();
}

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);
	int rc = fd < 0 ? -1 : file_write(fd, text, strlen(text), path);

	return fd < 0 || close(fd) ? -1 : rc;
}

static void bases(struct arena *a)
{
	struct trusted t, one = { NULL, 0 };

	CHECK(!trusted_parse(&one, a, text_of(COMMENT ONE "\n")));
	CHECK(!mkdir("base", 0755));
	CHECK(!trusted_load(&t, a, "base") && !t.count);
	CHECK(!trusted_add("base", a, one.item) && !trusted_load(&t, a, "base") && t.count == 1);
	CHECK(trusted_find(&t, &one.item->fingerprint) == t.item && !t.item->given);
	// As people put it there, once more under another name, and what is none of ours.
	CHECK(!put("base/trusted/a.pub", COMMENT TWO "\n" COMMENT ONE "\n"));
	CHECK(!put("base/trusted/.b.pub", "x") && !put("base/trusted/README", "x"));
	CHECK(!trusted_load(&t, a, "base") && t.count == 2);
	CHECK(memcmp(&t.item[0].fingerprint, &t.item[1].fingerprint, sizeof(struct digest)) < 0);
	// A file with other keys isn't taken apart.
	CHECK(trusted_remove("base", a, one.item) == -E_CALL);
	CHECK(!unlink("base/trusted/a.pub") && !trusted_remove("base", a, one.item));
	CHECK(!trusted_load(&t, a, "base") && !t.count);
	// What can't be read trusts nobody, and says so.
	CHECK(!put("base/trusted/a.pub", "x") && trusted_load(&t, a, "base") == -E_DATA);
	CHECK(strstr(error_text(), "trusted/a.pub"));
	error_clear();
}

int main(void)
{
	struct arena a = { NULL };

	texts(&a);
	bases(&a);
	arena_free(&a);
	return test_failed;
}
