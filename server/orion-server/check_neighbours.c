// SPDX-License-Identifier: MIT
// The kernel's table of neighbours: where more nodes talk to us than it holds, packets are lost at random.
#include <stdio.h>

#include "checks.h"
#include "report.h"

// 0: it can't be read.
static unsigned threshold(int n)
{
	char path[64];
	unsigned v = 0;

	snprintf(path, sizeof path, "/proc/sys/net/ipv4/neigh/default/gc_thresh%d", n);
	FILE *f = fopen(path, "re");
	if (!f)
		return 0;
	if (fscanf(f, "%u", &v) != 1)
		v = 0;
	fclose(f);
	return v;
}

// Above the second, entries are thrown away after 5 s; the third is the end.
void check_neighbours(struct checks *c)
{
	unsigned soft = threshold(2), most = threshold(3);
	size_t nodes = c->site->nodes.count;
	static const char what[] = "neighbour table",
			  advice[] = "sysctl net.ipv4.neigh.default.gc_thresh2=4096 "
				     "net.ipv4.neigh.default.gc_thresh3=8192";

	if (!soft || !most)
		return;
	if (nodes >= most)
		report_failed(c->report, what, advice, "it holds %u machines, orion.conf has %zu",
			most, nodes);
	else if (nodes >= soft)
		report_warning(c->report, what, advice,
			"beyond %u machines it forgets soon, orion.conf has %zu", soft, nodes);
	else
		report_ok(c->report, what, "holds %u machines, orion.conf has %zu", most, nodes);
}
