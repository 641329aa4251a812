// SPDX-License-Identifier: MIT
// Keys on disk: made once, for their owner only.
#include "key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "test.h"

static mode_t mode(int dir, const char *file)
{
	struct stat st;

	CHECK(fstatat(dir, file, &st, 0) == 0);
	return st.st_mode & 07777;
}

static void made_once(int dir)
{
	struct minisign_secret first, second;
	struct minisign_key public;
	bool made = false;

	CHECK(key_make(dir, "root", &made) == 0 && made);
	CHECK(mode(dir, ".") == 0700 && mode(dir, "root.key") == 0600);
	CHECK(key_load_secret(&first, dir, "root") == 0);
	CHECK(key_make(dir, "root", &made) == 0 && !made);
	CHECK(key_load_secret(&second, dir, "root") == 0);
	CHECK(key_load_public(&public, dir, "root") == 0);
	CHECK(minisign_key_equal(&first.public, &second.public));
	CHECK(minisign_key_equal(&first.public, &public));
}

static void missing_public_half_is_written(int dir)
{
	struct minisign_key was, is;
	bool made = true;

	CHECK(key_load_public(&was, dir, "root") == 0);
	CHECK(unlinkat(dir, "root.pub", 0) == 0);
	CHECK(key_make(dir, "root", &made) == 0 && !made);
	CHECK(key_load_public(&is, dir, "root") == 0 && minisign_key_equal(&was, &is));
}

static void secret_half_kept_elsewhere_is_not_made_anew(int dir)
{
	struct minisign_secret s;
	bool made = true;

	CHECK(renameat(dir, "root.key", dir, "elsewhere") == 0);
	CHECK(key_make(dir, "root", &made) == 0 && !made);
	CHECK(key_load_secret(&s, dir, "root") == -ENOENT);
	CHECK(renameat(dir, "elsewhere", dir, "root.key") == 0);
}

static void open_to_others_is_refused(int dir)
{
	struct minisign_secret s;

	CHECK(fchmodat(dir, "root.key", 0640, 0) == 0);
	CHECK(key_load_secret(&s, dir, "root") == -E_TRUST);
	CHECK(strstr(error_text(), "chmod 600"));
	CHECK(fchmodat(dir, "root.key", 0600, 0) == 0);
	CHECK(key_load_secret(&s, dir, "root") == 0);
}

static void damaged_is_refused(int dir)
{
	struct minisign_secret s;
	struct minisign_key k;

	CHECK(file_replace(dir, "bad.key", 0600, "hello\n", 6) == 0);
	CHECK(key_load_secret(&s, dir, "bad") == -E_DATA);
	CHECK(file_replace(dir, "bad.pub", 0600, "", 0) == 0);
	CHECK(key_load_public(&k, dir, "bad") == -E_DATA);
}

static void names(int dir)
{
	bool made;

	CHECK(key_make(dir, "../root", &made) == -E_CALL);
	CHECK(key_make(dir, "", &made) == -E_CALL);
	CHECK(key_make(dir, ".root", &made) == -E_CALL);
}

static void home(void)
{
	struct arena a = { 0 };
	const char *path = "";

	setenv("XDG_CONFIG_HOME", "/x", 1);
	setenv("HOME", "/h", 1);
	CHECK(key_home(&a, &path) == 0);
	CHECK_TEXT(path, "/x/orion/keys");
	setenv("XDG_CONFIG_HOME", "not/absolute", 1);
	CHECK(key_home(&a, &path) == 0);
	CHECK_TEXT(path, "/h/.config/orion/keys");
	unsetenv("HOME");
	CHECK(key_home(&a, &path) == -E_CALL);
	arena_free(&a);
}

int main(void)
{
	CHECK(system("rm -rf a") == 0);
	int dir = key_make_dir("a/b/keys");

	CHECK(dir >= 0);
	made_once(dir);
	missing_public_half_is_written(dir);
	secret_half_kept_elsewhere_is_not_made_anew(dir);
	open_to_others_is_refused(dir);
	damaged_is_refused(dir);
	names(dir);
	home();
	close(dir);
	return test_failed;
}
