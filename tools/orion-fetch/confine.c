// SPDX-License-Identifier: MIT
// Giving up rights. A kernel without Landlock has the other two.
#include "confine.h"

#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rights.h"

enum { NOBODY = 65534 };

// Nothing is written, made, removed or started by its path; reading is what resolver and certificates take.
#define REFUSED_FILES \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | \
		LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
		LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | \
		LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | \
		LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
		LANDLOCK_ACCESS_FS_MAKE_SYM)

// Each of these gives EPERM.
static const uint32_t refused[] = {
	SYS_execve,
	SYS_execveat,
	SYS_ptrace,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
	SYS_kill,
	SYS_tkill,
	SYS_mount,
	SYS_umount2,
	SYS_pivot_root,
	SYS_chroot,
	SYS_unshare,
	SYS_setns,
	SYS_bpf,
	SYS_perf_event_open,
	SYS_userfaultfd,
	SYS_io_uring_setup,
	SYS_keyctl,
	SYS_add_key,
	SYS_request_key,
	SYS_open_by_handle_at,
	SYS_init_module,
	SYS_finit_module,
	SYS_delete_module,
	SYS_kexec_load,
	SYS_reboot,
};

int confine(void)
{
	int rc = getuid() && geteuid() ? 0 : rights_become_id(NOBODY, NOBODY);

	if (!rc)
		rc = rights_seal();
	if (!rc)
		rc = rights_no_files(REFUSED_FILES);
	return rc ? rc : rights_no_calls(refused, sizeof refused / sizeof *refused);
}
