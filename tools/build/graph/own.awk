# Phase 1: the text of a recipe's own inputs, one file a recipe in the directory `work`. Reads `sums` (of graph/sums, all files
# of the tree) after the recipes. Of a recipe the text has what can reach the bytes of its output: not comments, not where a
# source comes from (its digest is enough), not what is said about it.

# Does what lies below a directory count, or is it a test, a fuzz target, documentation or a recipe (of which lines count, see
# put_recipe)? See *tree* in recipe(5).
function counts(relative,   part, n)
{
	n = split(relative, part, "/")
	return relative !~ /(^|\/)(docs|seeds|tests)\// && part[n] !~ /^README|^recipe$|\.md$/ &&
		part[n] !~ /(^|[_-])(fuzz|test)(\.[a-z]+)?$/
}

function take(file, by)
{
	if (!(file in sum))
		die(by ": there is no " file)
	taken[file] = 1
}

function take_below(directory,   i, found)
{
	for (i = 1; i <= paths; i++)
		if (index(path[i], directory "/") == 1 && counts(substr(path[i], length(directory) + 2)))
			found = taken[path[i]] = 1
	return found
}

function take_trees(name,   i, j, n, word)
{
	for (i = 1; i <= count[name, "tree"]; i++) {
		n = split(line[name, "tree", i], word, " ")
		for (j = 1; j <= n; j++)
			if (word[j] in sum)
				taken[word[j]] = 1
			else if (!take_below(word[j]))
				die(at[name, "tree", i] ": tree: nothing is in " word[j])
	}
}

function put_lines(name, list, out,   keys, n, k, i)
{
	n = split(list, keys, " ")
	for (k = 1; k <= n; k++)
		for (i = 1; i <= count[name, keys[k]]; i++)
			print "recipe", keys[k], line[name, keys[k], i] > out
}

function put_recipe(name, out,   i, word)
{
	print "recipe " name " " kind[name] " " arch > out
	put_lines(name, "version date style package boot bundle service needs builds uses only tree option keep", out)
	for (i = 1; i <= count[name, "source"]; i++) {
		split(line[name, "source", i], word, " ")
		put_once("recipe source " word[1], out)
	}
	for (i = 1; i <= count[name, "file"]; i++) {
		split(line[name, "file", i], word, " ")
		put_once("recipe file " word[1] " " word[2], out)
	}
	if (overridden(name))
		print "override " override > out
}

# Of a package what is said about the files and of them, none of which is needed to build them.
function put_package(name, out)
{
	print "recipe " name " " kind[name] " " arch > out
	put_lines(of[name], "version release date summary license url needs keep part mode static foreign provides conflicts replaces user group service alternative", out)
}

function put_once(text, out)
{
	if (!((out, text) in printed))
		print text > out
	printed[out, text] = 1
}

function own(name,   out, i, style)
{
	out = work "/own." name
	style = val[name, "style"]
	split("", taken)
	take_trees(name)
	if (kind[name] == "pack")
		put_package(name, out)
	else
		put_recipe(name, out)
	if (kind[name] == "pack") {
		take("tools/build/pack", name)
	} else if (kind[name] == "image") {
		take("tools/build/image/" style, name ": style " style)
		if (style == "bundle") {
			take("kernel/check-firmware", name)
			take("kernel/firmware-optional", name)
		}
	} else {
		take_below(dir[name])
		take("tools/build/style/" style, at[name, "style", 1] ": style " style)
		take("tools/build/package", name)
		take("tools/build/unpack", name)
		take("tools/build/" (kind[name] == "target" ? "target" : "host") "-env", name)
		if (kind[name] == "target")
			take("tools/build/finish", name)
	}
	for (i = 1; i <= paths; i++)
		if (path[i] in taken)
			print what[i] > out
	close(out)
}

END {
	if (failed)
		exit 3
	while ((getline entry < sums) > 0) {
		split(entry, word, " ")
		path[++paths] = word[3]
		what[paths] = entry
		sum[word[3]] = 1
	}
	for (i = 1; i <= total; i++) {
		inherit(names[i])
		own(names[i])
	}
}
