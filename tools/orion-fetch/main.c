// SPDX-License-Identifier: MIT
// orion-fetch: fetches over HTTP and HTTPS for orion-pkg, which starts it. It believes nothing and is believed nothing: what it
// writes is checked by who asked.
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "fetch.h"
#include "serve.h"

int main(int argc, char **argv)
{
	int type;
	socklen_t n = sizeof type;

	if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &type, &n) || type != SOCK_SEQPACKET) {
		fprintf(stderr, "orion-fetch: orion-pkg starts this program\n");
		return 2;
	}
	if (!serve(argc > 1 && !strcmp(argv[1], FETCH_NEAR)))
		return 0;
	fprintf(stderr, "orion-fetch: %s\n", error_text());
	return 3;
}
