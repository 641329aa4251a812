// SPDX-License-Identifier: MIT
// A repository from both sides: what publish writes is opened; each way to deceive that touches its files is refused; and what a
// crash or a second writer can leave.
#include "repository.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "key.h"
#include "opk.h"
#include "pack.h"
#include "publish.h"
#include "test.h"

enum { DAY = 86400 };

static struct arena arena;
static int keys, state;
static struct repository_place place = { .name = "site", .url = { "repo" }, .urls = 1 };

static void run(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void run(const char *fmt, ...)
{
	char command[2000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(command, sizeof command, fmt, ap);
	va_end(ap);
	if (system(command) != 0) {
		fprintf(stderr, "failed: %s\n", command);
		test_failed = 1;
	}
}

// Packs one file into repo/NAME-VERSION.ARCH.opk.
static void make_package(
	const char *name, const char *version, const char *arch, const char *content)
{
	char path[200];
	struct manifest m;

	run("rm -rf tree && mkdir -p tree/usr/share && printf '%s' >tree/usr/share/%s", content,
		name);
	int tree = file_open_dir("tree");
	const char *text = arena_printf(&arena,
		"name\t%s\nversion\t%s\narch\t%s\nsummary\tA test\nlicense\tMIT\norigin\t%s\n"
		"date\t1793491200\nneeds\tmusl\n",
		name, version, arch, name);
	snprintf(path, sizeof path, "repo/%s-%s.%s.opk", name, version, arch);
	int out = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	CHECK(pack(&arena, tree, text_of(text), out, &m) == 0);
	close(out);
	close(tree);
}

static int publish_at(uint64_t date, struct published *r)
{
	int dir = file_open_dir("repo");
	struct publish p = { .dir = dir, .keys = keys, .date = date };
	int rc = publish_index(&arena, &p, r);

	close(dir);
	return rc;
}

static int publish(struct published *r)
{
	return publish_at((uint64_t)time(NULL), r);
}

static int sign_at(uint64_t date, struct published *r)
{
	int dir = file_open_dir("repo");
	struct publish p = { .dir = dir, .keys = keys, .date = date };
	int rc = publish_timestamp(&arena, &p, r);

	close(dir);
	return rc;
}

static void make_keys(const char *where)
{
	static const char *const names[] = { "root", "release", "timestamp" };
	bool made;

	keys = key_make_dir(where);
	for (size_t i = 0; i < 3; i++)
		CHECK(key_make(keys, names[i], &made) == 0);
}

// A new repository with two packages, and nothing remembered.
static void begin(void)
{
	struct published r;

	run("rm -rf repo old keys state && mkdir repo state");
	close(keys);
	close(state);
	make_keys("keys");
	state = file_open_dir("state");
	place.root = (struct signers){ .keys = 1, .threshold = 1 };
	CHECK(key_load_public(&place.root.key[0], keys, "root") == 0);
	make_package("box", "1.0-r1", "x86_64", "one");
	make_package("musl", "1.2.5-r1", "x86_64", "two");
	CHECK(publish(&r) == 0 && r.packages == 2);
}

static int open_it(struct repository *r)
{
	return repository_open(r, &arena, &place, state, -1);
}

// Opens and closes it: 0 or the error.
static int look(void)
{
	struct repository r;
	int rc = open_it(&r);

	if (!rc)
		repository_close(&r);
	return rc;
}

static const struct index_package *find(const struct repository *r, const char *name)
{
	size_t n;
	const struct index_package *p = index_find(&r->index, text_of(name), &n);

	CHECK(n == 1);
	return p;
}

// The package as who installs it takes it: 0 or the error.
static int take(const char *name)
{
	struct repository r;
	struct opk o;
	int rc = open_it(&r);

	if (rc)
		return rc;
	const struct index_package *p = find(&r, name);
	int fd = repository_package(&r, p);
	rc = fd < 0 ? fd : opk_open(&o, &arena, fd, name, &p->pin);
	if (!rc) {
		rc = index_check(p, &o);
		if (!rc)
			rc = opk_check(&o);
		opk_close(&o);
	}
	if (fd >= 0)
		close(fd);
	repository_close(&r);
	return rc;
}

static void honest(void)
{
	struct repository r;

	begin();
	CHECK(open_it(&r) == 0 && r.index.packages == 2);
	CHECK(text_is(r.index.package[0].name, "box") && text_is(r.index.package[0].needs, "musl"));
	CHECK(r.trust.release.serial == 1);
	repository_close(&r);
	CHECK(take("box") == 0 && take("musl") == 0);
	*place.url = "file:repo";
	CHECK(take("box") == 0);
	*place.url = "repo";
}

static void stock_minisign_verifies(void)
{
	begin();
	run("for k in root release timestamp; do minisign -V -q -H -p keys/$k.pub -m repo/$k-*[0-9a-f] "
	    "-x repo/$k-*.minisig || exit 1; done");
}

static void serials_go_on(void)
{
	struct published r;

	begin();
	CHECK(publish(&r) == 0 && !r.new_root && !r.new_release);
	CHECK(r.release.serial == 1 && r.timestamp.serial == 2);
	make_package("zlib", "1.3-r0", "x86_64", "three");
	CHECK(publish(&r) == 0 && r.new_release && r.release.serial == 2 && r.packages == 3);
	CHECK(look() == 0 && take("zlib") == 0);
	int dir = file_open_dir("repo");
	struct publish p = {
		.dir = dir, .keys = keys, .date = (uint64_t)time(NULL), .serial = 100
	};
	CHECK(publish_index(&arena, &p, &r) == 0 && r.release.serial == 100);
	close(dir);
	CHECK(look() == 0);
}

// The newest and the one before are there, and no other.
static void old_files_go(void)
{
	struct published r;

	begin();
	for (int i = 0; i < 3; i++) {
		char version[20];

		snprintf(version, sizeof version, "1.%d-r0", i);
		make_package("zlib", version, "x86_64", "x");
		CHECK(publish(&r) == 0);
	}
	run("test $(ls repo | grep -c '^index-') = 2 && test $(ls repo | grep -c '^release-') = 4 && "
	    "test $(ls repo | grep -c '^timestamp-') = 4 && test $(ls repo | grep -c '^root-') = 2");
	run("touch repo/index-notes.txt repo/root-password");
	CHECK(publish(&r) == 0);
	run("test -e repo/index-notes.txt && test -e repo/root-password");
}

static void arbitrary_repository(void)
{
	struct published r;

	begin();
	struct signers root = place.root;
	close(keys);
	make_keys("thief");
	run("rm -f repo/latest");
	CHECK(publish(&r) == 0);
	place.root = root;
	CHECK(look() == -E_TRUST);
	CHECK(strstr(error_text(), "repo: root 1: signed by the key"));
}

static void tampered_index(void)
{
	begin();
	run("f=$(ls repo/index-*) && printf x | dd of=$f bs=1 seek=20 conv=notrunc 2>/dev/null");
	CHECK(look() == -E_TRUST);
	run("f=$(ls repo/index-*) && : >$f");
	CHECK(look() == -E_TRUST);
}

static void rollback(void)
{
	struct published r;

	begin();
	run("cp -r repo old");
	make_package("box", "1.1-r0", "x86_64", "mended");
	CHECK(publish(&r) == 0 && look() == 0);
	*place.url = "old";
	CHECK(look() == -E_TRUST);
	CHECK(strstr(error_text(), "an old state is offered"));
	*place.url = "repo";
	CHECK(look() == 0);
}

static void freeze(void)
{
	struct published r;

	begin();
	CHECK(sign_at((uint64_t)time(NULL) - 91 * DAY, &r) == 0);
	run("rm -f state/site");
	CHECK(look() == 0);
	CHECK(take("box") == -E_TRUST);
	CHECK(strstr(error_text(), "expired at") && strstr(error_text(), "orion-pkg sign"));
	CHECK(sign_at((uint64_t)time(NULL), &r) == 0);
	CHECK(take("box") == 0);
}

static void clock_that_went_back(void)
{
	struct published r;

	begin();
	CHECK(sign_at((uint64_t)time(NULL) + 40 * DAY, &r) == 0);
	CHECK(look() == 0);
	CHECK(take("box") == -E_TRUST);
	CHECK(strstr(error_text(), "set the clock"));
}

static void mix_and_match(void)
{
	struct published r;

	begin();
	run("cp -r repo old");
	make_package("box", "1.1-r0", "x86_64", "mended");
	CHECK(publish(&r) == 0);
	// the new one's names, the old one's contents
	run("cp old/release-*[0-9a-f] r && cp old/release-*.minisig r.minisig && for f in repo/release-*[0-9a-f]; do "
	    "cp r $f; cp r.minisig $f.minisig; done");
	CHECK(look() == -E_TRUST);
	CHECK(strstr(error_text(), "not the one that the timestamp names"));
}

static void endless_data(void)
{
	begin();
	run("cp -r repo old");
	run("f=$(ls repo/index-*) && truncate -s 1T $f");
	CHECK(look() < 0);
	run("f=$(ls repo/timestamp-*[0-9a-f]) && truncate -s 1T $f");
	CHECK(look() < 0);
	run("rm -r repo && cp -r old repo && truncate -s 1T repo/latest");
	CHECK(look() < 0);
}

static void wrong_file_under_right_name(void)
{
	begin();
	run("cp repo/musl-1.2.5-r1.x86_64.opk repo/box-1.0-r1.x86_64.opk");
	CHECK(take("box") == -E_TRUST);
	run("ln -sf musl-1.2.5-r1.x86_64.opk repo/box-1.0-r1.x86_64.opk");
	CHECK(take("box") == -ELOOP);
	run("rm repo/box-1.0-r1.x86_64.opk");
	CHECK(take("box") == -ENOENT);
}

static void tampered_package(void)
{
	begin();
	run("for at in 30 80; do cp repo/box-1.0-r1.x86_64.opk whole; printf '\\377' | dd of=repo/box-1.0-r1.x86_64.opk "
	    "bs=1 seek=$at conv=notrunc 2>/dev/null; mv repo/box-1.0-r1.x86_64.opk bad$at; mv whole "
	    "repo/box-1.0-r1.x86_64.opk; done");
	run("cp bad30 repo/box-1.0-r1.x86_64.opk");
	CHECK(take("box") == -E_TRUST);
	run("cp bad80 repo/box-1.0-r1.x86_64.opk");
	CHECK(take("box") == -E_TRUST);
	CHECK(take("musl") == 0);
}

// An index can't say of a package what that doesn't say itself.
static void version_lie(void)
{
	struct repository r;
	struct opk o;

	begin();
	CHECK(open_it(&r) == 0);
	struct index_package lie = *find(&r, "box");
	int fd = repository_package(&r, &lie);
	CHECK(opk_open(&o, &arena, fd, "box", &lie.pin) == 0);
	CHECK(index_check(&lie, &o) == 0);
	lie.version = TEXT("2.0-r1");
	CHECK(index_check(&lie, &o) == -E_TRUST);
	lie = *find(&r, "box");
	lie.needs = TEXT("musl backdoor");
	CHECK(index_check(&lie, &o) == -E_TRUST);
	lie.needs = TEXT("");
	CHECK(index_check(&lie, &o) == -E_TRUST);
	lie = *find(&r, "box");
	lie.name = TEXT("musl");
	CHECK(index_check(&lie, &o) == -E_TRUST);
	CHECK_TEXT(error_text(), "musl 1.0-r1: the package has another name than the index says");
	opk_close(&o);
	close(fd);
	repository_close(&r);
}

static void missing_files(void)
{
	begin();
	run("rm repo/root-*.minisig");
	CHECK(look() == -E_TRUST);
	begin();
	run("rm repo/index-*");
	CHECK(look() == -E_TRUST);
	run("rm repo/latest");
	CHECK(look() == -ENOENT);
	CHECK(strstr(error_text(), "repo is no repository"));
}

static void memory_that_is_damaged(void)
{
	begin();
	CHECK(look() == 0);
	run("echo >state/site");
	CHECK(look() == -E_DATA);
}

// Until `latest` is replaced nothing of the new one counts, and afterwards all of it.
static void cut_off_anywhere(void)
{
	struct published r;

	begin();
	run("cp -r repo old");
	make_package("zlib", "1.3-r0", "x86_64", "three");
	CHECK(publish(&r) == 0);
	run("cp old/latest repo/latest && rm -f state/site");
	struct repository x;
	CHECK(open_it(&x) == 0 && x.index.packages == 2);
	repository_close(&x);
	CHECK(publish(&r) == 0 && r.release.serial == 2 && look() == 0);
}

static void one_writer_at_a_time(void)
{
	struct published r;

	begin();
	int dir = file_open_dir("repo");
	CHECK(flock(dir, LOCK_EX) == 0);
	CHECK(publish(&r) == -EWOULDBLOCK);
	CHECK(strstr(error_text(), "another program writes"));
	close(dir);
	CHECK(publish(&r) == 0);
}

static void only_the_timestamp_key(void)
{
	struct published r;

	begin();
	run("rm keys/root.key keys/release.key");
	CHECK(publish(&r) == 0 && !r.new_release);
	CHECK(sign_at((uint64_t)time(NULL), &r) == 0 && r.release.serial == 1);
	CHECK(look() == 0);
	make_package("zlib", "1.3-r0", "x86_64", "three");
	CHECK(publish(&r) == -ENOENT);
	CHECK(look() == 0);
}

// Without root.key a new key can't be brought in; with it the old one counts no more.
static void keys_change(void)
{
	struct published r;
	bool made;

	begin();
	CHECK(look() == 0);
	run("mv keys/root.key . && rm keys/timestamp.*");
	CHECK(key_make(keys, "timestamp", &made) == 0 && made);
	CHECK(publish(&r) == -E_TRUST);
	CHECK(strstr(error_text(),
		"root 2 waits in root-next: it is signed by 0 of the 1 root keys that were"));
	CHECK(look() == 0);
	CHECK(sign_at((uint64_t)time(NULL), &r) == -E_TRUST);
	run("mv root.key keys/");
	CHECK(publish(&r) == 0 && r.new_root && r.root.serial == 2 && !r.new_release);
	CHECK(look() == 0);
}

static void tampered_release_is_not_signed_again(void)
{
	struct published r;

	begin();
	run("f=$(ls repo/release-*[0-9a-f]) && sed -i 's/^serial\\t1/serial\\t9/' $f");
	CHECK(sign_at((uint64_t)time(NULL), &r) == -E_TRUST);
}

static void several_architectures(void)
{
	struct published r;

	begin();
	make_package("box", "1.0-r1", "aarch64", "another");
	make_package("box", "2.0-r1", "aarch64", "newer");
	CHECK(publish(&r) == 0 && r.packages == 4 && look() == 0);
}

static void bad_directories(void)
{
	struct published r;

	begin();
	make_package("box", "1.0-r1", "all", "one");
	CHECK(publish(&r) == -E_DATA);
	CHECK(strstr(error_text(), "box 1.0-r1 is there for all and for x86_64"));
	run("rm repo/*.all.opk && cp repo/box-1.0-r1.x86_64.opk repo/other.opk");
	CHECK(publish(&r) == -E_DATA);
	CHECK(strstr(error_text(), "should be named box-1.0-r1.x86_64.opk"));
	run("mv repo/other.opk repo/box-1.0-r1.x86_64.opk && truncate -s -1 repo/box-1.0-r1.x86_64.opk");
	CHECK(publish(&r) < 0);
	run("rm repo/*.opk");
	CHECK(publish(&r) == 0 && r.packages == 0 && look() == 0);
}

int main(void)
{
	keys = state = -1;
	honest();
	stock_minisign_verifies();
	serials_go_on();
	old_files_go();
	arbitrary_repository();
	tampered_index();
	rollback();
	freeze();
	clock_that_went_back();
	mix_and_match();
	endless_data();
	wrong_file_under_right_name();
	tampered_package();
	version_lie();
	missing_files();
	memory_that_is_damaged();
	cut_off_anywhere();
	one_writer_at_a_time();
	only_the_timestamp_key();
	keys_change();
	tampered_release_is_not_signed_again();
	several_architectures();
	bad_directories();
	arena_free(&arena);
	return test_failed;
}
