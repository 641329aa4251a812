// SPDX-License-Identifier: MIT
// MAC addresses and UUIDs.
#include "hardware.h"

#include <string.h>

#include "error.h"

// The digit in lower case, 0 when it is none.
static char hex(char c)
{
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
		return c;
	return c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : 0;
}

// Takes t when it is of digits where the form has x, and else of the form's own characters.
static bool take(char *to, const char *form, struct text t)
{
	if (strlen(form) != t.n)
		return false;
	for (size_t i = 0; i < t.n; i++) {
		to[i] = form[i] == 'x' ? hex(t.s[i]) : t.s[i] == form[i] ? form[i] : 0;
		if (!to[i])
			return false;
	}
	to[t.n] = 0;
	return true;
}

static bool all(const char *s, const char *of)
{
	return s[strspn(s, of)] == 0;
}

int mac_parse(char mac[MAC_TEXT], struct text t)
{
	if (!take(mac, "xx:xx:xx:xx:xx:xx", t) && !take(mac, "xx-xx-xx-xx-xx-xx", t))
		return fail(
			-E_DATA, "`%.*s` is no MAC address like 52:54:00:0a:00:01", TEXT_ARG(t));
	for (char *s = mac; *s; s++)
		if (*s == '-')
			*s = ':';
	// The lowest bit of the first byte: an address of a group, not of a machine.
	if (strchr("13579bdf", mac[1]) || all(mac, "0:"))
		return fail(-E_DATA, "`%s` is no address of one machine", mac);
	return 0;
}

int uuid_parse(char uuid[UUID_TEXT], struct text t)
{
	if (!take(uuid, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", t))
		return fail(-E_DATA, "`%.*s` is no UUID like 4c4c4544-0051-3510-8057-b7c04f4b354a",
			TEXT_ARG(t));
	if (all(uuid, "0-") || all(uuid, "f-"))
		return fail(-E_DATA, "`%s` is what firmware says that has no UUID", uuid);
	return 0;
}

void mac_hyphens(char s[MAC_TEXT], const char *mac)
{
	memcpy(s, mac, MAC_TEXT);
	for (; *s; s++)
		if (*s == ':')
			*s = '-';
}

void mac_bytes(uint8_t bytes[6], const char *mac)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < 6; i++)
		bytes[i] = (uint8_t)((strchr(digits, mac[3 * i]) - digits) << 4 |
			(strchr(digits, mac[3 * i + 1]) - digits));
}
