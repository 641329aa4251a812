// SPDX-License-Identifier: MIT
// Host names, as RFC 1123 section 2.1 has a label of them, in one spelling.
#include "hostname.h"

#include <string.h>

#include "error.h"

int hostname_check(struct text t)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";

	for (size_t i = 0; i < t.n; i++) {
		bool inside = i && i + 1 < t.n;

		if (!t.s[i] || (!strchr(letters, t.s[i]) && !(inside && t.s[i] == '-')))
			return fail(-E_DATA,
				"`%.*s` is no host name: lower-case letters, digits, and - between them",
				TEXT_ARG(t));
	}
	return t.n && t.n <= HOSTNAME_LENGTH
		? 0
		: fail(-E_DATA, "a host name has 1 to %d bytes", HOSTNAME_LENGTH);
}
