// SPDX-License-Identifier: MIT
// Rulesets as `nft list ruleset` prints them: is UDP 69 let in from eth1?
#include "firewall.h"

#include "test.h"

#define CHAIN(policy) \
	"table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy " policy \
	";\n" \
	"\t\tct state established,related accept\n\t\tiif \"lo\" accept\n"
#define END "\t}\n}\n"

static const struct {
	int line;
	const char *rules;
	enum firewall_says says;
} cases[] = {
	{ __LINE__, "", FIREWALL_OPEN },
	{ __LINE__, CHAIN("accept") END, FIREWALL_OPEN },
	{ __LINE__, CHAIN("drop") END, FIREWALL_CLOSED },
	{ __LINE__, CHAIN("drop") "\t\ttcp dport 22 accept\n" END, FIREWALL_CLOSED },
	{ __LINE__, CHAIN("drop") "\t\ttcp dport 69 accept\n" END, FIREWALL_CLOSED },
	{ __LINE__, CHAIN("drop") "\t\tudp dport 69 accept\n" END, FIREWALL_OPEN },
	{ __LINE__, CHAIN("drop") "\t\tudp dport { 67, 69, 4011 } accept\n" END, FIREWALL_OPEN },
	{ __LINE__, CHAIN("drop") "\t\tudp dport { 67, 70-80 } accept\n" END, FIREWALL_CLOSED },
	{ __LINE__, CHAIN("drop") "\t\tudp dport 60-70 accept\n" END, FIREWALL_OPEN },
	{ __LINE__, CHAIN("drop") "\t\tiifname \"eth1\" accept\n" END, FIREWALL_OPEN },
	{ __LINE__, CHAIN("drop") "\t\tiifname \"eth2\" accept\n" END, FIREWALL_CLOSED },
	{ __LINE__, CHAIN("drop") "\t\tiifname \"eth1\" tcp dport 22 accept\n" END,
		FIREWALL_CLOSED },
	{ __LINE__, CHAIN("accept") "\t\tudp dport 69 drop\n" END, FIREWALL_DROPS },
	{ __LINE__, CHAIN("accept") "\t\tudp dport 69 counter packets 0 bytes 0 reject\n" END,
		FIREWALL_DROPS },
	{ __LINE__, CHAIN("accept") "\t\tct state invalid drop\n" END, FIREWALL_OPEN },
	{ __LINE__, CHAIN("accept") "\t\treject with icmpx admin-prohibited\n" END,
		FIREWALL_CLOSED },
	{ __LINE__,
		"table ip nat {\n\tchain out {\n\t\ttype filter hook forward priority 0; policy drop;\n\t}\n}\n",
		FIREWALL_OPEN },
	{ __LINE__, CHAIN("accept") "\t}\n\tchain forward {\n\t\tdrop\n" END, FIREWALL_OPEN },
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_AT(cases[i].line,
			firewall_says(text_of(cases[i].rules), "eth1", false, 69) == cases[i].says);
	return test_failed;
}
