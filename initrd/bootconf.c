// SPDX-License-Identifier: MIT
// What the running system is told.
#include "bootconf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "boot.h"
#include "error.h"
#include "file.h"

static bool safe(const char *s)
{
	return !s[strspn(s,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
		"._:/,@%+-")];
}

void bootconf_line(char *text, size_t size, const char *key, const char *fmt, ...)
{
	char value[512];
	size_t n = strlen(text);
	va_list ap;

	va_start(ap, fmt);
	int len = vsnprintf(value, sizeof value, fmt, ap);
	va_end(ap);
	if (len < 0 || len >= (int)sizeof value || n + strlen(key) + (size_t)len + 3 > size)
		return;
	snprintf(text + n, size - n, "%s=%s\n", key, safe(value) ? value : "");
}

static void list(char *text, size_t size, const struct addr *a, unsigned n)
{
	text[0] = 0;
	for (unsigned i = 0; i < n && a[i].family; i++) {
		size_t have = strlen(text);

		snprintf(text + have, size - have, "%s%s", i ? "," : "", a[i].text);
	}
}

static void seconds(char *text, size_t size, const char *key, int64_t ms)
{
	bootconf_line(text, size, key, "%lld.%03d", (long long)(ms / 1000), (int)(ms % 1000));
}

static void network(char *t, size_t size, const struct boot *b)
{
	const struct net *n = &b->net;
	char dns[160];

	list(dns, sizeof dns, n->dns, 3);
	bootconf_line(t, size, "mac", "%s", b->mac);
	bootconf_line(t, size, "interface", "%s", n->nif.name);
	bootconf_line(t, size, "address", "%s", n->address.text);
	if (n->up)
		bootconf_line(t, size, "prefix", "%u", n->prefix);
	bootconf_line(t, size, "gateway", "%s", n->gateway.text);
	bootconf_line(t, size, "dns", "%s", dns);
	bootconf_line(t, size, "domain", "%s", n->domain);
	if (!n->lease_server.family)
		return;
	bootconf_line(t, size, "lease_seconds", "%u", n->lease_seconds);
	bootconf_line(t, size, "lease_server", "%s", n->lease_server.text);
	seconds(t, size, "lease_start", n->lease_start);
}

static void system_lines(char *t, size_t size, const struct boot *b)
{
	char servers[SERVERS_MAX * 47];

	list(servers, sizeof servers, b->cmd.root.server, b->cmd.root.servers);
	bootconf_line(t, size, "server", "%s", b->server.text);
	bootconf_line(t, size, "servers", "%s", servers);
	bootconf_line(t, size, "role", "%s", b->manifest.role);
	bootconf_line(t, size, "generation", "%s", b->cmd.manifest);
	bootconf_line(t, size, "root", "%s", root_form_name(b->cmd.root.form));
	bootconf_line(t, size, "console", "%s", b->cmd.console);
	bootconf_line(t, size, "rescue", "%d", b->cmd.rescue);
	if (b->cmd.trial)
		bootconf_line(t, size, "trial", "%u", b->cmd.trial);
	seconds(t, size, "t_kernel", b->t_kernel);
	seconds(t, size, "t_net", b->t_net);
	seconds(t, size, "t_root", b->t_root);
	seconds(t, size, "t_init", now_ms());
}

// A root that has a machine-id, or points elsewhere for it, keeps that.
static void machine_id(const struct boot *b)
{
	char id[40];
	struct stat st;

	snprintf(id, sizeof id, "%s\n", b->machine_id);
	file_make("/run/machine-id", id, 0444);
	if (lstat(NEWROOT "/etc/machine-id", &st) || (S_ISREG(st.st_mode) && !st.st_size))
		file_make(NEWROOT "/etc/machine-id", id, 0444);
}

int bootconf_write(const struct boot *b)
{
	char text[4096] = "";

	machine_id(b);
	bootconf_line(text, sizeof text, "node", "%s", b->node);
	network(text, sizeof text, b);
	system_lines(text, sizeof text, b);
	if (file_make("/run/orion/boot.conf", text, 0644))
		return fail("E-SYSTEM", "/run/orion/boot.conf: %s", strerror(errno));
	return 0;
}
