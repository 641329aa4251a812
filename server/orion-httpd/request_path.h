// SPDX-License-Identifier: MIT
// The path that a request names.
#ifndef REQUEST_PATH_H
#define REQUEST_PATH_H

#include "path.h"

enum { REQUEST_PATH_ROOM = PATH_LENGTH + 1 };

// Decodes the target of a request (RFC 9112, 3.2), which is a path or a whole http: address, into a path below what is served:
// relative, without query, repeated slashes as one. 0, or the status that is the answer: 400 when it is no target, 404 when
// nothing is ever published under such a name (`.`, `..`, hidden, control characters, too long).
int request_path(char path[REQUEST_PATH_ROOM], const char *target);

#endif
