# Phase 1: the text of a recipe's own inputs, one file a recipe in the directory `work`. Reads `sums` (sha256sum
# of every file of the tree) after the recipes.

function put(out, path)
{
	print "file", (path in sum ? sum[path] : "missing"), path > out
}

function put_below(out, prefix,   i)
{
	for (i = 1; i <= paths; i++)
		if (index(path[i], prefix) == 1)
			put(out, path[i])
}

function put_tree(out, name,   n, i, words)
{
	n = split(val[name, "tree"], words, " ")
	for (i = 1; i <= n; i++) {
		put_below(out, words[i] "/")
		if (words[i] in sum)
			put(out, words[i])
	}
}

function own(name,   out)
{
	out = work "/own." name
	print "recipe " name " arch " arch > out
	if (kind[name] == "image") {
		if (val[name, "style"] == "bundle")
			put(out, dir[name] "/" substr(name, 6))
		else
			put_below(out, dir[name] "/")
		put_tree(out, name)
		put(out, "tools/build/image/" val[name, "style"])
		put_below(out, "tools/build/image/lib/")
		put(out, "kernel/check-firmware")
		put(out, "kernel/firmware-optional")
		close(out)
		return
	}
	put_below(out, dir[name] "/")
	put_tree(out, name)
	if (val[name, "from"] in kind)
		put_below(out, dir[val[name, "from"]] "/")
	put(out, "tools/build/style/" val[name, "style"])
	put(out, "tools/build/package")
	put(out, "tools/build/unpack")
	put(out, "tools/build/" (kind[name] == "target" ? "target" : "host") "-env")
	if (kind[name] == "target")
		put(out, "tools/build/finish")
	if (override != "" && name == goals)
		print "override " override > out
	close(out)
}

END {
	if (failed)
		exit 3
	while ((getline entry < sums) > 0) {
		path[++paths] = substr(entry, 67)
		sum[path[paths]] = substr(entry, 1, 64)
	}
	for (i = 1; i <= total; i++)
		own(names[i])
}
