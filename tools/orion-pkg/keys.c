// SPDX-License-Identifier: MIT
// The directory of keys.
#include "keys.h"

#include <errno.h>

#include "error.h"
#include "file.h"
#include "key.h"

const char *keys_path;

// clang-format off
const struct option keys_rows[] = {
	{ .name = "keys", .argument = "DIR", .text = &keys_path, .help = "the directory of the keys ($XDG_CONFIG_HOME/orion/keys)" },
	{ 0 },
};
// clang-format on

int keys_open(struct arena *a, bool make)
{
	int rc = keys_path ? 0 : key_home(a, &keys_path);

	if (rc)
		return rc;
	rc = make ? key_make_dir(keys_path) : file_open_dir(keys_path);
	return rc == -ENOENT
		? fail(-E_CALL, "no keys in %s: `orion-pkg keygen --site` makes them", keys_path)
			     : rc;
}
