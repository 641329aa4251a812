/* SPDX-License-Identifier: GPL-2.0-only */
#define WRITE_ONCE(x, value) ((x) = (value))
