// SPDX-License-Identifier: MIT
// Modules found by modalias, in the order in which they must be loaded.
#include "modalias.h"
#include "test.h"

static const char alias[] = "# Aliases extracted from modules themselves.\n"
	"alias pci:v00008086d00001572sv*sd*bc*sc*i* i40e\n"
	"alias pci:v000015B3d00001017sv*sd*bc*sc*i* mlx5_core\n"
	"alias usb:v0BDAp8153d*dc*dsc*dp*ic*isc*ip*in* r8152\n"
	"alias fs-nfs nfs\n"
	"alias broken\n"
	"alias vmbus:635161f83edfc546913ff2d2f965ed0e hv_netvsc";

static const char dep[] =
	"kernel/drivers/net/ethernet/mellanox/mlx5/core/mlx5_core.ko: kernel/lib/psample.ko "
	"kernel/net/tls.ko\n"
	"kernel/drivers/net/usb/r8152.ko:\n"
	"kernel/drivers/net/hyper-v/hv-netvsc.ko.xz: kernel/a.ko\n"
	"kernel/drivers/net/i40e.kox: kernel/a.ko\n";

static void collect(void *ctx, const char *s)
{
	strcat(ctx, s);
	strcat(ctx, " ");
}

static const struct {
	int line;
	const char *modalias, *modules;
} aliases[] = {
	{ __LINE__, "pci:v00008086d00001572sv00001028sd00001F99bc02sc00i00", "i40e " },
	{ __LINE__, "pci:v00008086d00001573sv00001028sd00001F99bc02sc00i00", "" },
	{ __LINE__, "usb:v0BDAp8153d3000dc00dsc00dp00icFFiscFFip00in00", "r8152 " },
	{ __LINE__, "vmbus:635161f83edfc546913ff2d2f965ed0e", "hv_netvsc " },
	{ __LINE__, "", "" },
};

static const struct {
	int line;
	const char *module, *files;
	int count;
} deps[] = {
	{ __LINE__, "mlx5_core",
		"kernel/net/tls.ko kernel/lib/psample.ko "
		"kernel/drivers/net/ethernet/mellanox/mlx5/core/mlx5_core.ko ",
		3 },
	{ __LINE__, "r8152", "kernel/drivers/net/usb/r8152.ko ", 1 },
	{ __LINE__, "hv_netvsc", "kernel/a.ko kernel/drivers/net/hyper-v/hv-netvsc.ko.xz ", 2 },
	{ __LINE__, "mlx5", "", -1 },
	{ __LINE__, "core", "", -1 },
	{ __LINE__, "", "", -1 },
};

int main(void)
{
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
		char got[256] = "";

		modalias_match(alias, sizeof alias - 1, aliases[i].modalias, collect, got);
		CHECK_AT(aliases[i].line, !strcmp(got, aliases[i].modules));
	}
	for (size_t i = 0; i < sizeof deps / sizeof *deps; i++) {
		char got[256] = "";
		int n = moddep_files(dep, sizeof dep - 1, deps[i].module, collect, got);

		CHECK_AT(deps[i].line, n == deps[i].count);
		CHECK_AT(deps[i].line, !strcmp(got, deps[i].files));
	}
	return test_failed;
}
