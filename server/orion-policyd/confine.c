// SPDX-License-Identifier: MIT
// What orion-policyd may do once it runs.
#include "confine.h"

#include <linux/landlock.h>
#include <sys/syscall.h>

#include "policy.h"
#include "rights.h"

#define WRITTEN \
	(LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_READ_FILE | \
		LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
		LANDLOCK_ACCESS_FS_MAKE_REG | RIGHTS_TRUNCATE)

// Called after the start, besides what every confined program may.
static const uint32_t allowed[] = {
#ifdef SYS_poll
	SYS_poll,
#endif
	SYS_ppoll,
	SYS_sendto,
	SYS_recvfrom,
	SYS_statx,
};

int confine(const struct policy *p, bool *landlock)
{
	const struct rights_dir dir[] = {
		{ p->spool, WRITTEN },
		{ p->state, WRITTEN },
		{ p->base, LANDLOCK_ACCESS_FS_READ_FILE },
	};
	int rc = rights_seal();

	if (!rc)
		rc = rights_files(dir, sizeof dir / sizeof *dir, landlock);
	return rc ? rc : rights_calls(allowed, sizeof allowed / sizeof *allowed);
}
