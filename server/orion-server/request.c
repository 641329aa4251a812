// SPDX-License-Identifier: MIT
// Requests of HTTP/1 (RFC 9112): the first line, and an empty one at the end.
#include "request.h"

#include <stdbool.h>
#include <string.h>

#include "error.h"
#include "text.h"

static void take_name(struct request *r, struct text line)
{
	struct text f[3], name;

	*r->name = 0;
	if (text_fields(line, ' ', f, 3) != 3 || !text_is(f[0], "GET"))
		return;
	for (name = f[1]; name.n && memchr(name.s, '/', name.n);)
		name = (struct text){ name.s + 1, name.n - 1 };
	if (!name.n || name.n >= REQUEST_NAME || memchr(name.s, 0, name.n))
		return;
	memcpy(r->name, name.s, name.n);
	r->name[name.n] = 0;
}

int request_parse(struct request *r)
{
	struct text rest = { r->text, r->n }, line, first = TEXT("");

	for (bool begun = false; text_line(&rest, &line); begun = true) {
		if (line.n && line.s[line.n - 1] == '\r')
			line.n--;
		if (!begun)
			first = line;
		if (line.n)
			continue;
		take_name(r, first);
		return 1;
	}
	return r->n == sizeof r->text
		? fail(-E_DATA, "a request of more than %d bytes", REQUEST_LENGTH)
				      : 0;
}
