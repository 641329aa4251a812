// SPDX-License-Identifier: MIT
// Reports: what is taken of one, and which are none.
#include "report.h"

#include "arena.h"
#include "error.h"
#include "test.h"

#define D "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define TEXT_OF(machine, name, role, state) \
	"machine=" machine "\nname=" name "\nrole=" role "\ngeneration=" D "\nstate=" state "\n"
#define MAC "52:54:00:0b:00:01"

static const struct {
	int line;
	const char *text, *wrong; // NULL: it is one
} reports[] = {
	// clang-format off
	{ __LINE__, TEXT_OF(MAC, "n1", "node", "ready"), NULL },
	{ __LINE__, TEXT_OF("52-54-00-0B-00-01", "N1.example.org", "node", "running"), NULL },
	{ __LINE__, TEXT_OF(MAC, "n1", "node", "gone") "kernel=6.12\n", NULL },
	{ __LINE__, TEXT_OF(MAC, "n1", "node", "ready") "server=10.9.0.1\n", NULL },
	{ __LINE__, TEXT_OF(MAC, "n1", "node", "ready") "server=\n", NULL },
	{ __LINE__, TEXT_OF(MAC, "n1", "node", "ready") "server=alpha\n", "server: `alpha` is no address" },
	{ __LINE__, "", "it has no machine" },
	{ __LINE__, "machine\n", "KEY=VALUE" },
	{ __LINE__, TEXT_OF(MAC, "n1", "node", "ready") "role=node\n", "role twice" },
	{ __LINE__, "machine=" MAC "\n", "it has no name" },
	{ __LINE__, TEXT_OF("n1", "n1", "node", "ready"), "neither a MAC nor a UUID" },
	{ __LINE__, TEXT_OF("", "n1", "node", "ready"), "neither a MAC nor a UUID" },
	{ __LINE__, TEXT_OF(MAC, "", "node", "ready"), "host name" },
	{ __LINE__, TEXT_OF(MAC, "a/b", "node", "ready"), "is no host name" },
	{ __LINE__, TEXT_OF(MAC, "n1\tn2", "node", "ready"), "KEY=VALUE" },
	{ __LINE__, TEXT_OF(MAC, "$(id)", "node", "ready"), "is no host name" },
	{ __LINE__, TEXT_OF(MAC, "n1", "../x", "ready"), "role" },
	{ __LINE__, TEXT_OF(MAC, "n1", "node", "off"), "ready | running | gone" },
	{ __LINE__, "machine=" MAC "\nname=n1\nrole=node\ngeneration=x\nstate=ready\n", "a digest has 64 digits" },
	// clang-format on
};

static void all(struct arena *a)
{
	struct report r;

	for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
		int rc = report_parse(&r, a, "10.9.0.2", text_of(reports[i].text));

		CHECK_AT(reports[i].line, rc == (reports[i].wrong ? -E_DATA : 0));
		if (reports[i].wrong)
			CHECK_AT(reports[i].line, strstr(error_text(), reports[i].wrong));
		else
			CHECK_AT(reports[i].line,
				!strcmp(r.row.machine, MAC) && !strcmp(r.row.name, "n1"));
	}
	CHECK(!report_parse(&r, a, "fd6f::2", text_of(reports[0].text)) && r.boots && !r.row.gone);
	CHECK(!report_parse(&r, a, "fd6f::2", text_of(reports[2].text)) && !r.boots && r.row.gone);
	CHECK(report_parse(&r, a, "somewhere", text_of(reports[0].text)) == -E_DATA);
}

int main(void)
{
	struct arena a = { NULL };

	all(&a);
	arena_free(&a);
	return test_failed;
}
