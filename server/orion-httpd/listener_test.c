// SPDX-License-Identifier: MIT
// What --listen takes.
#include "listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "error.h"
#include "test.h"

static const struct {
	int line;
	const char *text;
	int family;	// 0: it is wrong
	const char *address;
	unsigned port;
} cases[] = {
	// clang-format off
	{ __LINE__, "80", AF_INET6, "::", 80 },
	{ __LINE__, "0", AF_INET6, "::", 0 },
	{ __LINE__, "10.9.0.1:8080", AF_INET, "10.9.0.1", 8080 },
	{ __LINE__, "[fd6f::1]:80", AF_INET6, "fd6f::1", 80 },
	{ __LINE__, "[::]:80", AF_INET6, "::", 80 },
	{ __LINE__, "", 0, NULL, 0 },
	{ __LINE__, ":80", 0, NULL, 0 },
	{ __LINE__, "65536", 0, NULL, 0 },
	{ __LINE__, "http", 0, NULL, 0 },
	{ __LINE__, "-1", 0, NULL, 0 },
	{ __LINE__, "10.9.0.1", 0, NULL, 0 },
	{ __LINE__, "10.9.0.1:", 0, NULL, 0 },
	{ __LINE__, "10.9.0.256:80", 0, NULL, 0 },
	{ __LINE__, "fd6f::1:80", 0, NULL, 0 },
	{ __LINE__, "[]:80", 0, NULL, 0 },
	{ __LINE__, "[10.9.0.1]:80", 0, NULL, 0 },
	{ __LINE__, "localhost:80", 0, NULL, 0 },
	{ __LINE__, "[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]:80", 0, NULL, 0 },
	// clang-format on
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sockaddr_storage ss;
		const struct sockaddr_in *four = (struct sockaddr_in *)&ss;
		const struct sockaddr_in6 *six = (struct sockaddr_in6 *)&ss;
		char text[INET6_ADDRSTRLEN] = "";
		int n = listener_parse(&ss, cases[i].text), line = cases[i].line;

		if (!cases[i].family) {
			CHECK_AT(line, n == -E_CALL && *error_text());
			continue;
		}
		CHECK_AT(line, n > 0 && ss.ss_family == cases[i].family);
		// Both families have the port in the same place.
		CHECK_AT(line, ntohs(four->sin_port) == cases[i].port);
		inet_ntop(ss.ss_family,
			n == sizeof *four ? (const void *)&four->sin_addr : &six->sin6_addr, text,
			sizeof text);
		CHECK_TEXT(text, cases[i].address);
	}
	return test_failed;
}
