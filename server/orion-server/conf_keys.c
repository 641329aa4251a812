// SPDX-License-Identifier: MIT
// What each key of orion.conf may say. What passes here is written into the configuration of dnsmasq, into scripts of iPXE and
// pxelinux and onto a kernel's command line: nothing that means something there gets through.
#include <ctype.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "called.h"
#include "channel.h"
#include "conf_impl.h"
#include "digest.h"
#include "error.h"
#include "hardware.h"
#include "hostname.h"
#include "ipv4.h"
#include "ssh_keys.h"

enum {
	INTERFACE_LENGTH = 15,
	WORDS_LENGTH = 512,
	LEASE_LEAST = 120,
	LEASE_MOST = 604800,
	KEEP_MOST = 10000,
	PATH_LENGTH = 100,
};

#define SETTING (IN_FILE | IN_GROUP | IN_NODE)

// Is all of s letters, digits and these?
static bool made_of(const char *s, const char *these)
{
	for (; *s; s++)
		if (!isascii((unsigned char)*s) ||
			(!isalnum((unsigned char)*s) && !strchr(these, *s)))
			return false;
	return true;
}

static const char *check_version(struct arena *a, const char *s)
{
	uint64_t v;

	(void)a;
	if (text_number(&v, text_of(s), 1, UINT32_MAX, "version"))
		return NULL;
	if (v <= CONF_VERSION)
		return s;
	fail(-E_DATA, "this file is of format %s, made for a newer orion: this one knows format %d",
		s, CONF_VERSION);
	return NULL;
}

static const char *check_keep(struct arena *a, const char *s)
{
	uint64_t v;

	(void)a;
	return text_number(&v, text_of(s), 1, KEEP_MOST, "generations") ? NULL : s;
}

static const char *check_address(struct arena *a, const char *s)
{
	uint32_t v;

	(void)a;
	return ipv4_parse(&v, text_of(s)) ? NULL : s;
}

static const char *check_network_address(struct arena *a, const char *s)
{
	struct prefix p;

	(void)a;
	if (!strcmp(s, "dhcp") || !ipv4_parse_prefix(&p, text_of(s)))
		return s;
	during(-E_DATA, "`dhcp` or an address");
	return NULL;
}

static const char *check_server_address(struct arena *a, const char *s)
{
	struct prefix p;

	(void)a;
	return ipv4_parse_prefix(&p, text_of(s)) ? NULL : s;
}

static const char *check_range(struct arena *a, const char *s)
{
	uint32_t first, last;

	(void)a;
	return ipv4_parse_range(&first, &last, text_of(s)) ? NULL : s;
}

static const char *check_lease(struct arena *a, const char *s)
{
	uint64_t v;

	(void)a;
	return text_number(&v, text_of(s), LEASE_LEAST, LEASE_MOST, "seconds") ? NULL : s;
}

static const char *check_interface(struct arena *a, const char *s)
{
	(void)a;
	if (*s && strlen(s) <= INTERFACE_LENGTH && made_of(s, "._-") && *s != '.' && *s != '-')
		return s;
	fail(-E_DATA, "`%s` is not the name of an interface; `ip link` lists them", s);
	return NULL;
}

static const char *check_mac(struct arena *a, const char *s)
{
	char mac[MAC_TEXT];

	return mac_parse(mac, text_of(s)) ? NULL : arena_text(a, mac, MAC_TEXT - 1);
}

static const char *check_uuid(struct arena *a, const char *s)
{
	char uuid[UUID_TEXT];

	return uuid_parse(uuid, text_of(s)) ? NULL : arena_text(a, uuid, UUID_TEXT - 1);
}

// Ranges of addresses are expanded with the names of the nodes.
static const char *check_node_address(struct arena *a, const char *s)
{
	if (!strchr(s, '['))
		return check_address(a, s);
	if (s[strspn(s, "0123456789.,-[]")] == 0)
		return s;
	fail(-E_DATA, "`%s` is no range of addresses like 10.9.1.[1-200]", s);
	return NULL;
}

// Ranges of names are expanded with those of the nodes.
static const char *check_hostname(struct arena *a, const char *s)
{
	(void)a;
	if (!strchr(s, '['))
		return hostname_check(text_of(s)) ? NULL : s;
	if (made_of(s, "-,[]"))
		return s;
	fail(-E_DATA, "`%s` is no range of host names like pc[1-30]", s);
	return NULL;
}

static const char *check_ssh_keys(struct arena *a, const char *s)
{
	(void)a;
	return ssh_keys_check(s) ? NULL : s;
}

// An absolute path, in its shortest spelling.
static bool is_path(const char *s)
{
	size_t n = strlen(s);

	return *s == '/' && n > 1 && n <= PATH_LENGTH && s[n - 1] != '/' && made_of(s, "._/-") &&
		!strstr(s, "//") && !strstr(s, "/.");
}

// What the kernel, the boot or the generation makes can't come from somewhere else.
static const char *check_persist(struct arena *a, const char *s)
{
	static const char *const made[] = { "/proc", "/sys", "/dev", "/run", "/usr", "/etc", "/bin",
		"/sbin", "/lib" };

	(void)a;
	for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
		size_t n = strlen(made[i]);

		if (!strncmp(s, made[i], n) && (!s[n] || s[n] == '/')) {
			fail(-E_DATA, "`%s` is made at each boot and can't be kept", s);
			return NULL;
		}
	}
	if (is_path(s))
		return s;
	fail(-E_DATA, "`%s` is no path like /home or /var/lib/thing", s);
	return NULL;
}

static const char *check_persist_server(struct arena *a, const char *s)
{
	const char *colon = strchr(s, ':');
	uint32_t v;

	(void)a;
	if (colon && !ipv4_parse(&v, (struct text){ s, (size_t)(colon - s) }) && is_path(colon + 1))
		return s;
	fail(-E_DATA, "`%s` is no NFS export like 10.9.0.9:/export/kept", s);
	return NULL;
}

int conf_check_title(const char *s)
{
	return *s && strlen(s) <= 63 && made_of(s, "-_")
		? 0
		: fail(-E_DATA, "`%s` is no name: letters, digits, - and _, at most 63", s);
}

static const char *check_name(struct arena *a, const char *s)
{
	(void)a;
	return conf_check_title(s) ? NULL : s;
}

static const char *check_channel(struct arena *a, const char *s)
{
	(void)a;
	return channel_check(s) ? NULL : s;
}

static const char *check_generation(struct arena *a, const char *s)
{
	(void)a;
	return called_check(s) ? NULL : s;
}

// As crypt(3) writes it.
static const char *check_password(struct arena *a, const char *s)
{
	(void)a;
	if (*s == '$' && strlen(s) <= WORDS_LENGTH && made_of(s, "./$"))
		return s;
	fail(-E_DATA, "not a hash as crypt(3) writes it: `mkpasswd -m sha512` makes one");
	return NULL;
}

static const char *check_arguments(struct arena *a, const char *s)
{
	(void)a;
	if (*s && strlen(s) <= WORDS_LENGTH && made_of(s, " ._:/,@%+=-"))
		return s;
	fail(-E_DATA,
		"`%s`: arguments are letters, digits, blanks and . _ : / , @ %% + = -, at most %d",
		s, WORDS_LENGTH);
	return NULL;
}

// clang-format off
const struct conf_row conf_rows[KEYS] = {
	[KEY_VERSION] = { "version", IN_FILE, .check = check_version },
	[KEY_PEERS] = { "peers", IN_FILE, true, .check = check_address },
	[KEY_PEERS_FIRST] = { "peers-first", IN_FILE, .choices = "yes | no" },
	[KEY_KEEP] = { "keep", IN_FILE, .check = check_keep },
	[KEY_DNS] = { "dns", IN_FILE, .choices = "yes | no" },
	[KEY_INTERFACE] = { "interface", IN_NETWORK, .check = check_interface },
	[KEY_NETWORK_ADDRESS] = { "address", IN_NETWORK, .check = check_network_address },
	[KEY_DHCP] = { "dhcp", IN_NETWORK, .choices = "full | proxy | off" },
	[KEY_RANGE] = { "range", IN_NETWORK, .check = check_range },
	[KEY_LEASE] = { "lease", IN_NETWORK, .check = check_lease },
	[KEY_FLOATING] = { "floating", IN_NETWORK, .check = check_address },
	[KEY_UNKNOWN] = { "unknown", IN_NETWORK, .choices = "boot | local | ignore" },
	[KEY_SERVER_INTERFACE] = { "interface", IN_SERVER, true, .check = check_interface },
	[KEY_SERVER_ADDRESS] = { "address", IN_SERVER, true, .check = check_server_address },
	[KEY_MAC] = { "mac", IN_NODE, true, .check = check_mac },
	[KEY_UUID] = { "uuid", IN_NODE, true, .check = check_uuid },
	[KEY_ADDRESS] = { "address", IN_NODE, true, .check = check_node_address },
	[KEY_HOSTNAME] = { "hostname", IN_NODE, true, .check = check_hostname },
	[KEY_GROUP] = { "group", IN_GROUP | IN_NODE, .check = check_name },
	[KEY_CHANNEL] = { "channel", SETTING, .check = check_channel },
	[KEY_GENERATION] = { "generation", SETTING, .check = check_generation },
	[KEY_ROOT] = { "root", SETTING, .choices = "image | tree | tree4 | ram" },
	[KEY_LOADER] = { "loader", SETTING, .choices = "ipxe | pxelinux" },
	[KEY_CONSOLE] = { "console", SETTING, .choices = "none | login | open" },
	[KEY_PASSWORD] = { "password", SETTING, .check = check_password },
	[KEY_ARGUMENTS] = { "arguments", SETTING, .check = check_arguments },
	[KEY_RESCUE] = { "rescue", SETTING, .choices = "yes | no" },
	[KEY_OF_NETWORK] = { "network", IN_GROUP | IN_NODE, .check = check_name },
	[KEY_SSH_KEYS] = { "ssh-keys", SETTING, true, .check = check_ssh_keys },
	[KEY_PERSIST] = { "persist", SETTING, true, .check = check_persist },
	[KEY_PERSIST_SERVER] = { "persist-server", SETTING, .check = check_persist_server },
	[KEY_PERSIST_SHARED] = { "persist-shared", SETTING, .choices = "yes | no" },
};
// clang-format on

static bool is_choice(struct text choices, const char *s)
{
	struct text word;

	while (text_part(&choices, '|', &word)) {
		while (word.n && word.s[word.n - 1] == ' ')
			word.n--;
		while (word.n && *word.s == ' ') {
			word.s++;
			word.n--;
		}
		if (text_is(word, s))
			return true;
	}
	return false;
}

const char *conf_check(struct arena *a, enum conf_key k, const char *s)
{
	const struct conf_row *row = &conf_rows[k];

	if (!row->choices)
		return row->check(a, s);
	if (is_choice(text_of(row->choices), s))
		return s;
	fail(-E_DATA, "`%s` must be one of: %s", s, row->choices);
	return NULL;
}
