// SPDX-License-Identifier: MIT
// A bundle: kernel, initrd and root of a role in one file, made of packages. docs/bundle.5.scd.
#ifndef BUNDLE_H
#define BUNDLE_H

struct digest;
struct image;
struct packed_again;
struct role;

// Makes the parts, the bundle and its list beside it in an empty directory (a descriptor): lock, wish, vmlinuz, initrd.img,
// net.img, ucode.img, root.erofs, manifest, DIGEST.bundle, role.bundle (a link to it), digest, root.manifest. The image must
// have its tree. again: where parts may be taken from, or NULL; it leads to the same bundle. The digest is the manifest's.
// 0, or negative and recorded.
int bundle_make(struct image *m, const struct role *role, int dir, struct packed_again *again,
	struct digest *digest);

#endif
