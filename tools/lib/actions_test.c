// SPDX-License-Identifier: MIT
// The actions on a tree: what they make of what, that they make nothing of nothing, and what they refuse.
#include "actions.h"

#include <elf.h>
#include <stdlib.h>

#include "arena.h"
#include "error.h"
#include "manifest.h"
#include "test.h"
#include "tree.h"

static struct arena arena;
static struct tree tree;

static void begin(void)
{
	CHECK(!tree_init(&tree, &arena));
}

static void put(const char *path, const char *content)
{
	CHECK(!tree_make(&tree, path, 0644, text_of(content)));
}

static const char *content(const char *path)
{
	struct node *n = tree_find(&tree, text_of(path));
	struct text t;

	return n && !tree_read(&arena, n, 1 << 20, &t) ? t.s : "(none)";
}

static void nothing(void)
{
	struct manifest m = { 0 };
	struct source s = { "a 1", &m, NULL };

	begin();
	CHECK(!actions_run(&tree, &s, 1) && tree.count == 1);
	CHECK(!actions_run(&tree, NULL, 0) && tree.count == 1);
}

static void accounts(void)
{
	struct user u = { TEXT("www"), 33, 0, TEXT("/"), TEXT("/bin/false"), TEXT("") };
	struct manifest m = { .user = &u, .users = 1 };
	struct source s = { "a 1", &m, NULL };

	begin();
	put("etc/passwd", "root:x:0:0:::\n");
	put("etc/group", "root:x:0:\n");
	CHECK(!action_accounts(&tree, &s, 1));
	CHECK_TEXT(content("etc/passwd"), "root:x:0:0:::\nwww:x:33:0::/:/bin/false\n");
	CHECK_TEXT(content("etc/group"), "root:x:0:\n");
	CHECK_TEXT(content("etc/shadow"), "www:!:::::::\n");
	CHECK(tree_find(&tree, TEXT("etc/shadow"))->entry->mode == 0600);
	begin();
	CHECK(action_accounts(&tree, &s, 1) == -E_DATA && strstr(error_text(), "no group"));
}

static void services(void)
{
	struct text names[] = { TEXT("web"), TEXT("dns"), TEXT("log") };
	struct manifest m = { .services = { names, 2 } }, n = { .services = { names + 1, 2 } };
	struct source s[] = { { "a 1", &m, NULL }, { "b 1", &n, NULL } };

	begin();
	put("usr/lib/orion/sv/web/run", "");
	put("usr/lib/orion/sv/log/run", "");
	CHECK(action_services(&tree, s, 2) == -E_DATA);
	CHECK_TEXT(error_text(), "service dns of a 1: there is no directory usr/lib/orion/sv/dns");
	put("usr/lib/orion/sv/dns/run", "");
	CHECK(!action_services(&tree, s, 2));
	CHECK_TEXT(content("etc/orion/services"), "dns\nlog\nweb\n");
	put("etc/orion/services", "web\n# mine\nother");
	CHECK(!action_services(&tree, s, 2));
	CHECK_TEXT(content("etc/orion/services"), "web\n# mine\nother\ndns\nlog\n");
}

static void shells(void)
{
	begin();
	put("etc/shells", "/bin/sh\n");
	put("usr/bin/sh", "");
	put("usr/bin/rc", "");
	CHECK(!tree_make_link(&tree, "bin", "usr/bin"));
	put("usr/lib/orion/shells/rc", "/bin/rc\n/usr/bin/rc\n");
	put("usr/lib/orion/shells/sh", "/bin/sh");
	CHECK(!action_shells(&tree));
	CHECK_TEXT(content("etc/shells"), "/bin/sh\n/bin/rc\n/usr/bin/rc\n");
	put("usr/lib/orion/shells/x", "/bin/none\n");
	CHECK(action_shells(&tree) == -E_DATA);
	CHECK_TEXT(error_text(), "usr/lib/orion/shells/x: there is no shell /bin/none");
}

static void certificates(void)
{
	begin();
	put("usr/share/ca-certificates/b.crt", "B");
	put("usr/share/ca-certificates/a/z.crt", "Z\n");
	put("usr/share/ca-certificates/a-c.crt", "C\n");
	put("usr/share/ca-certificates/README", "no\n");
	put("usr/share/ca-certificates.crt", "no\n");
	CHECK(!action_certificates(&tree));
	CHECK_TEXT(content("etc/ssl/certs/ca-certificates.crt"), "C\nZ\nB\n");
}

static void modules(void)
{
	Elf64_Ehdr h = { .e_ident = "\177ELF\2\1\1",
		.e_type = ET_REL,
		.e_shnum = 1,
		.e_shentsize = sizeof(Elf64_Shdr) };
	char file[sizeof h + sizeof(Elf64_Shdr)] = { 0 };
	struct text module = { file, sizeof file };

	h.e_shoff = sizeof h;
	memcpy(file, &h, sizeof h);
	begin();
	CHECK(!tree_make(&tree, "usr/lib/modules/6.1/kernel/b.ko", 0644, module));
	CHECK(!tree_make(&tree, "usr/lib/modules/6.1/kernel/a.ko", 0644, module));
	CHECK(!tree_make(&tree, "usr/lib/modules/6.1-x/kernel/a.ko", 0644, module));
	put("usr/lib/modules/6.1/modules.order", "kernel/b.ko\nkernel/a.ko\n");
	put("usr/lib/modules/empty/modules.order", "");
	CHECK(!action_modules(&tree));
	CHECK_TEXT(content("usr/lib/modules/6.1/modules.dep"), "kernel/b.ko:\nkernel/a.ko:\n");
	CHECK_TEXT(content("usr/lib/modules/6.1-x/modules.dep"), "kernel/a.ko:\n");
	CHECK_TEXT(content("usr/lib/modules/6.1/modules.devname"), "");
	CHECK_TEXT(content("usr/lib/modules/empty/modules.dep"), "(none)");
	put("usr/lib/modules/6.1-x/kernel/c.ko.xz", "");
	CHECK(action_modules(&tree) == -E_DATA && strstr(error_text(), "c.ko.xz"));
	begin();
	put("usr/lib/modules/6.1/kernel/bad.ko", "bad");
	CHECK(action_modules(&tree) == -E_DATA);
	CHECK_TEXT(error_text(),
		"usr/lib/modules/6.1: kernel/bad.ko: no kernel module, or a damaged one: it is too short");
}

int main(void)
{
	nothing();
	accounts();
	services();
	shells();
	certificates();
	modules();
	arena_free(&arena);
	return test_failed;
}
