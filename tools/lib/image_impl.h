// SPDX-License-Identifier: MIT
// What the parts of the maker of images share.
#ifndef IMAGE_IMPL_H
#define IMAGE_IMPL_H

#include <stddef.h>

struct source;

// 0 when what each package needs is among them and nothing that it conflicts with; else -E_DATA and recorded.
int image_check_relations(const struct source *s, size_t count);

#endif
