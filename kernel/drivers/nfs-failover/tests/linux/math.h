/* SPDX-License-Identifier: GPL-2.0-only */
#define round_up(x, y) (((x) + (y)-1) / (y) * (y))
#define round_down(x, y) ((x) / (y) * (y))
