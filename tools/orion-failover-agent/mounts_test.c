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

int main(void)
{
	finds_a_mount();
	takes_nfs_mounts();
	many_ports();
	return test_failed;
}
