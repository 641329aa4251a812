// SPDX-License-Identifier: MIT
// Fuzz target: the target of a request. What comes out leads nowhere but down.
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "request_path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char path[REQUEST_PATH_ROOM], *target = malloc(n + 1);

	if (!target)
		return 0;
	if (n)
		memcpy(target, data, n);
	target[n] = 0;
	if (!request_path(path, target) &&
		(!*path || *path == '/' || *path == '.' || strstr(path, "/.") ||
			strstr(path, "//") || strlen(path) > PATH_LENGTH))
		abort();
	free(target);
	return 0;
}
