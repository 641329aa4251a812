// SPDX-License-Identifier: MIT
// As Debian's Linux 6.1 has it.
#include "mounts.h"

#include "test.h"

static const char info[] =
	"21 26 0:20 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw\n"
	"26 1 0:2 / / rw - rootfs rootfs rw,size=481920k,nr_inodes=120480\n"
	"29 26 0:25 / /a\\040b ro,nodev,relatime master:1 propagate_from:2 - nfs "
	"10.9.0.1:/run/x\\040y ro,vers=3,addr=10.9.0.1\n"
	"30 26 0:26 / /cut\n";

static const char stats[] =
	"device rootfs mounted on / with fstype rootfs\n"
	"no device mounted on /x with fstype ramfs\n"
	"device 10.9.0.1:/one mounted on /one with fstype nfs statvers=1.1\n"
	"\topts:\tro,vers=3,rsize=65536,hard,nolock,proto=tcp,sec=sys,mountport=20048\n"
	"\tage:\t7\n"
	"\tRPC iostats version: 1.1  p/v: 100003/3 (nfs)\n"
	"\txprt:\ttcp 795 1 1 0 -1 24 22 0 22 0 2 0 0\n"
	"\txprt:\ttcp 0 3 3 0 0 7 5 0 0 0 2 0 0\n"
	"\txprt:\ttcp 65536 0 0 0 0 0 0 0 0 0 2 0 0\n"
	"\txprt:\ttcp 1021 1 1 0 0 22 22 0 22 0 2 0 0\n"
	"\tper-op statistics\n"
	"\t        NULL: 1 1 0 44 24 8 0 8 0\n"
	"\n"
	"device 10.9.0.2:/two mounted on /two with fstype nfs4 statvers=1.1\n"
	"\topts:\trw,vers=4.2,proto=tcp\n"
	"\txprt:\ttcp 700 1 1 0 0 22 22 0 22 0 2 0 0\n"
	"device 10.9.0.3:/three mounted on /three with fstype nfs statvers=1.1\n"
	"\topts:\trw,vers=3,proto=udp,failover\n"
	"\txprt:\tudp 701 1 1 0 0 22 22 0 22 0 2 0 0\n";

static void finds_a_mount(void)
{
	struct mount_line m;

	CHECK(mounts_find(TEXT(info), 29, &m));
	CHECK(text_is(m.at, "/a\\040b"));
	CHECK(text_is(m.type, "nfs"));
	CHECK(text_is(m.source, "10.9.0.1:/run/x\\040y"));
	CHECK(mounts_find(TEXT(info), 26, &m) && text_is(m.type, "rootfs"));
	CHECK(!mounts_find(TEXT(info), 30, &m));
	CHECK(!mounts_find(TEXT(info), 2, &m));
	CHECK(!mounts_find(TEXT(""), 29, &m));
}

static void takes_nfs_mounts(void)
{
	struct text rest = TEXT(stats);
	struct nfs_mount m;

	CHECK(mounts_next(&rest, &m));
	CHECK(text_is(m.source, "10.9.0.1:/one") && text_is(m.at, "/one"));
	CHECK(m.ports == 2 && m.port[0] == 795 && m.port[1] == 1021);
	CHECK(m.answers == 22 + 5 + 0 + 22);
	CHECK(mounts_port(&m, 795) && !mounts_port(&m, 0) && !mounts_port(&m, 700));
	CHECK(mounts_option(&m, "ro") && mounts_option(&m, "vers=3"));
	CHECK(!mounts_option(&m, "rw") && !mounts_option(&m, "vers") && !mounts_option(&m, ""));
	CHECK(mounts_next(&rest, &m));
	CHECK(text_is(m.source, "10.9.0.3:/three") && !m.ports && !m.answers);
	CHECK(mounts_option(&m, "failover") && mounts_option(&m, "proto=udp"));
	CHECK(!mounts_next(&rest, &m));
}

// More connections than there can be: as many as fit. They don't say what they were answered.
static void many_ports(void)
{
	char text[4096] = "device a:/b mounted on /c with fstype nfs statvers=1.1\n";
	struct nfs_mount m;

	for (int i = 0; i < 40; i++)
		strcat(text, "\txprt:\ttcp 700 1\n");
	struct text rest = text_of(text);
	CHECK(mounts_next(&rest, &m) && m.ports == PORTS_MAX && !m.answers);
}

// --- in pieces

#define OURS "device a:/b mounted on /c with fstype nfs statvers=1.1\n"
#define OTHER "device a:/bc mounted on /d with fstype nfs statvers=1.1\n"
#define LOCAL "device a:/b mounted on /e with fstype tmpfs\n"
#define RO "\topts:\tro,vers=3,proto=tcp\n"
#define RW "\topts:\trw,vers=3,proto=tcp\n"
#define RW_4 "\topts:\trw,vers=4.2,proto=tcp\n"
#define RW_DRIVER "\topts:\trw,vers=3,failover\n"
#define XPRT(port, answers) "\txprt:\ttcp " #port " 1 1 0 0 9 " #answers " 0 9 0 2 0 0\n"

static struct mounts_sum sum;

static bool take(const char *text, size_t n, size_t piece)
{
	mounts_begin(&sum, "a:/b");
	for (size_t at = 0; at < n; at += piece)
		mounts_take(&sum, (struct text){ text + at, n - at < piece ? n - at : piece });
	return mounts_end(&sum);
}

struct sum_case {
	int line;
	const char *text;
	bool known, writable;
	unsigned ports;
	uint64_t answers;
};

static const struct sum_case sums[] = {
	{ __LINE__, OURS RO XPRT(7, 5), true, false, 1, 5 },
	{ __LINE__, OURS RW XPRT(7, 5), true, true, 1, 5 },
	{ __LINE__, OTHER RW XPRT(7, 5) "\n" OURS RO XPRT(8, 6) XPRT(0, 2) "\n" OTHER RW XPRT(9, 7),
		true, false, 1, 8 },
	{ __LINE__, OURS RO XPRT(7, 5) LOCAL OURS RO XPRT(8, 6), true, false, 2, 11 },	// twice
	{ __LINE__, OURS RO XPRT(7, 5) OTHER RO OURS RW XPRT(8, 6), true, true, 2, 11 },
	{ __LINE__, OURS RO XPRT(7, 5) OURS RW_4 XPRT(8, 6), true, false, 1, 5 },
	{ __LINE__, OURS RO XPRT(7, 5) OURS RW_DRIVER XPRT(8, 6), true, false, 1, 5 },
	{ __LINE__, "", false, false, 0, 0 },
	{ __LINE__, OTHER RO XPRT(7, 5) LOCAL, false, false, 0, 0 },
	{ __LINE__, OURS RW_4 XPRT(7, 5), false, false, 0, 0 },
	{ __LINE__, OURS RW_DRIVER XPRT(7, 5), false, false, 0, 0 },
	{ __LINE__, LOCAL RO XPRT(7, 5), false, false, 0, 0 },
	// Without options.
	{ __LINE__, OURS RO XPRT(7, 5) OURS, false, false, 1, 5 },
	{ __LINE__, OURS XPRT(8, 6) OURS RO XPRT(7, 5), false, false, 1, 5 },
	{ __LINE__, OURS "no device mounted on /x with fstype y\n" RW OURS RO, false, false, 0, 0 },
};

static void sums_it_up(void)
{
	for (const struct sum_case *c = sums; c < sums + sizeof sums / sizeof *sums; c++)
		for (size_t piece = 1; piece < 300; piece++) {
			CHECK_AT(c->line, take(c->text, strlen(c->text), piece) == c->known);
			CHECK_AT(c->line, sum.writable == c->writable);
			CHECK_AT(c->line,
				sum.all.ports == c->ports && sum.all.answers == c->answers);
		}
}

// A line that is half there is no line. Between lines all is as if the rest weren't mounted.
static void cut_off(void)
{
	static const char text[] = OURS RO XPRT(7, 5) OTHER RW OURS RW XPRT(8, 6);
	const size_t first = sizeof OURS RO - 1, second = sizeof OURS RO XPRT(7, 5) OTHER RW - 1;

	for (size_t n = 0; n < sizeof text; n++) {
		bool known = take(text, n, 64);
		bool begun = n > second && n < second + sizeof OURS RW - 1;

		CHECK(known == (n >= first && text[n - 1] == '\n' && !begun));
		CHECK(!known || sum.writable == (n > second));
	}
}

// A line of n bytes: that beginning, and then x.
static size_t put_long(char *to, const char *beginning, size_t n)
{
	memset(to, 'x', n);
	memcpy(to, beginning, strlen(beginning));
	to[n] = '\n';
	return n + 1;
}

static size_t put_text(char *to, const char *text)
{
	memcpy(to, text, strlen(text));
	return strlen(text);
}

static bool with_long(const char *before, const char *beginning, size_t long_n, const char *after)
{
	static char text[4 * LINE_KEPT];
	size_t n = put_text(text, before);

	n += put_long(text + n, beginning, long_n);
	n += put_text(text + n, after);
	bool known = take(text, n, 1000);
	CHECK(take(text, n, n) == known);
	return known;
}

static void long_lines(void)
{
	for (size_t n = LINE_KEPT - 2; n < LINE_KEPT + 3; n++) {
		bool fits = n <= LINE_KEPT;

		// another's
		CHECK(with_long(OURS RO XPRT(7, 5), "device ", n, RW OURS RO XPRT(8, 6)));
		CHECK(!sum.writable && sum.all.ports == 2 && sum.all.answers == 11);
		CHECK(with_long(OTHER, "\topts:\trw,vers=3,", n, OURS RO) && !sum.writable);
		// the watched one's: without its end a head is enough, options aren't
		CHECK(with_long(OURS RO, "device a:/b mounted on /", n, RW));
		CHECK(sum.writable == !fits);
		CHECK(with_long("", "device a:/b mounted on /", n, RO XPRT(7, 5)) == !fits);
		CHECK(sum.all.answers == (fits ? 0 : 5));
		CHECK(with_long(OURS, "\topts:\tro,vers=3,", n, XPRT(7, 5)) == fits);
		CHECK(with_long(OURS, "\topts:\tro,", n, OURS RO) == fits);
		CHECK(with_long(OURS RO, "\txprt:\ttcp 7 ", n, XPRT(8, 6)) && !sum.writable);
		CHECK(sum.all.answers == 6);
	}
}

int main(void)
{
	finds_a_mount();
	takes_nfs_mounts();
	many_ports();
	sums_it_up();
	cut_off();
	long_lines();
	return test_failed;
}
