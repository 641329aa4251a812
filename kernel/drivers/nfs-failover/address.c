// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of addresses from user space are taken apart here, and nothing else, so that
 * user space can test it (address_test.c, address_fuzz.c).
 */
#include <linux/errno.h>
#include <linux/inet.h>
#include <linux/string.h>

#include "address.h"

#define BLANKS " \t\n"

/* 0.0.0.0/8, 224.0.0.0/4 and what is reserved after it are no server's. */
static bool is_server4(const u8 *bytes)
{
	return bytes[0] && bytes[0] < 224;
}

/*
 * Nor are ::, ff00::/8, and IPv4 addresses in the form of IPv6.  fe80::/10 means
 * nothing without an interface.
 */
static bool is_server6(const u8 *bytes)
{
	static const u8 compatible[12], mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const u8 loopback[16] = { [15] = 1 };

	if (bytes[0] == 0xff || (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80))
		return false;
	if (!memcmp(bytes, compatible, sizeof(compatible)))
		return !memcmp(bytes, loopback, sizeof(loopback));
	return memcmp(bytes, mapped, sizeof(mapped));
}

static int parse_address(const char *word, size_t size, struct nfo_address *a)
{
	char text[INET6_ADDRSTRLEN];
	const char *end = text;
	bool good;

	if (size >= sizeof(text))
		return -EINVAL;
	memcpy(text, word, size);
	text[size] = 0;
	memset(a, 0, sizeof(*a));
	a->six = strchr(text, ':');
	if (a->six)
		good = in6_pton(text, -1, a->bytes, -1, &end) && is_server6(a->bytes);
	else
		good = in4_pton(text, -1, a->bytes, -1, &end) && is_server4(a->bytes);
	return good && !*end ? 0 : -EINVAL;
}

/**
 * nfo_same_address - are they equal
 * @a: one
 * @b: the other
 *
 * Return: whether they are.
 */
bool nfo_same_address(const struct nfo_address *a, const struct nfo_address *b)
{
	return a->six == b->six && !memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

static int add_address(const char *word, size_t size, struct nfo_address *list, unsigned int *count)
{
	struct nfo_address a;
	unsigned int i;
	int error = parse_address(word, size, &a);

	if (error)
		return error;
	if (*count == NFO_SERVERS_MAX)
		return -E2BIG;
	for (i = 0; i < *count; i++) {
		if (nfo_same_address(&list[i], &a))
			return -EEXIST;
		if (list[i].six != a.six)
			return -EAFNOSUPPORT;
	}
	list[(*count)++] = a;
	return 0;
}

/**
 * nfo_addresses - take a list of servers apart
 * @text: addresses with blanks between them
 * @list: gets them; NFO_SERVERS_MAX
 * @count: gets how many
 *
 * Return: 0; -EINVAL when one is no server's address; -EEXIST when one comes twice;
 * -EAFNOSUPPORT when both IPv4 and IPv6 come; -E2BIG when there are too many.
 */
int nfo_addresses(const char *text, struct nfo_address *list, unsigned int *count)
{
	size_t size;
	int error = 0;

	*count = 0;
	for (text += strspn(text, BLANKS); *text && !error; text += strspn(text, BLANKS)) {
		size = strcspn(text, BLANKS);
		error = add_address(text, size, list, count);
		text += size;
	}
	return error;
}
