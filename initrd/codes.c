// SPDX-License-Identifier: MIT
// The codes of failures.
#include "codes.h"

#include <stddef.h>
#include <string.h>

static const struct row {
	const char *code, *advice;
} rows[] = {
	{ "E-CMDLINE", "correct the boot script" },
	{ "E-DISK-BUNDLE", "put the bundle on the data partition again" },
	{ "E-DISK-LABEL", "check the disk and its driver" },
	{ "E-DISK-MOUNT", "check the file system with e2fsck" },
	{ "E-HANDOVER", "the root lacks a directory, or the kernel a feature" },
	{ "E-HTTP", "check the HTTP server and that the generation is published" },
	{ "E-INIT", "the root is incomplete: build it again" },
	{ "E-KERNEL-MISMATCH", "boot kernel and root of one generation" },
	{ "E-MODULES-MISMATCH", "boot kernel and root of one generation" },
	{ "E-NET-BOOTIF", "check BOOTIF, or whether the initrd has the driver (net.img)" },
	{ "E-NET-CONFIG", "check orion.ip= or what the DHCP server gives" },
	{ "E-NET-DHCP", "check the DHCP server, cable, VLAN and switch port" },
	{ "E-NET-NO-LINK", "check the cable and the switch port" },
	{ "E-NET-NO-NIC", "load net.img too, or use a supported card" },
	{ "E-NFS-MOUNT", "publish the generation on the server again" },
	{ "E-NFS-MOUNTD", "start rpc.mountd on the server, port 20048" },
	{ "E-OVERLAY", "the kernel lacks overlayfs or tmpfs, or memory is short" },
	{ "E-RAM-SIZE", "give it more memory, or use the form image" },
	{ "E-ROOT-DIGEST", "publish the generation again, or correct the boot script" },
	{ "E-ROOT-MANIFEST", "publish the generation on the server again" },
	{ "E-ROOT-MOUNT", "publish the generation on the server again" },
	{ "E-SERVER-REFUSED", "start this service on the server" },
	{ "E-SERVER-SILENT", "look at the server: it is reached but doesn't answer" },
	{ "E-SERVER-UNREACHABLE", "check that the server is up and its address is right" },
	{ "E-SYSTEM", "the kernel lacks a feature, or memory is short" },
};

const char *code_advice(const char *code)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!strcmp(rows[i].code, code))
			return rows[i].advice;
	return "see docs/troubleshooting.md";
}
