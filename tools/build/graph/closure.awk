# Phase 2: the text that a key is made from, one file a recipe: the digests of the own inputs of the recipe and
# of all it depends on. A host program's key has the versions of the host's programs too; what is made for the target has not.

function closure(name, seen,   deps, n, i)
{
	if (name in seen)
		return
	seen[name] = 1
	n = split(dependencies(name), deps, " ")
	for (i = 1; i <= n; i++)
		closure(deps[i], seen)
}

# The names that were visited, in the order of their bytes: a key must not depend on what else was asked for.
function sort_names(   i, j, name)
{
	for (i = 1; i <= ordered; i++) {
		name = order[i]
		for (j = i - 1; j > 0 && sorted[j] > name; j--)
			sorted[j + 1] = sorted[j]
		sorted[j + 1] = name
	}
}

END {
	if (failed)
		exit 3
	while ((getline entry < owns) > 0) {
		n = split(entry, word, "/own[.]")
		digest[word[n]] = substr(entry, 1, 64)
	}
	while ((getline entry < versions) > 0)
		machine = machine "machine " entry "\n"
	visit_goals()
	sort_names()
	for (i = 1; i <= ordered; i++) {
		split("", seen)
		closure(order[i], seen)
		out = work "/key." order[i]
		for (j = 1; j <= ordered; j++)
			if (sorted[j] in seen)
				print sorted[j], digest[sorted[j]] > out
		if (kind[order[i]] == "host" || kind[order[i]] == "toolchain")
			printf "%s", machine > out
		close(out)
	}
}
