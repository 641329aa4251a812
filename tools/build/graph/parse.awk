# Reads recipes (pkgs/*/recipe, toolchain/*/recipe) and roles (rootfs/roles/*) into
#   val[name, key]     the values of a key, joined by a space
#   line[name, key, i] the i-th line of a key, count[name, key] of them; at[name, key, i] says where it is
#   kind[name]         target, pack, host, toolchain or image;  dir[name] its directory;  names[i], total
# What a target recipe builds is packed in a step of its own, pack-NAME: of[pack-NAME] is NAME.
# Shared by the phases own, closure and emit; see tools/build/graph/graph.

function die(text)
{
	print "graph: " text > "/dev/stderr"
	failed = 1
	exit 3
}

function known(key)
{
	return key ~ /^(summary|license|url|version|date|release|source|file|from|only|tree|needs|builds|uses|style|option|part|mode|keep|static|foreign|provides|conflicts|replaces|user|group|alternative|package|boot|bundle|service)$/
}

function add(name, key, value)
{
	count[name, key]++
	line[name, key, count[name, key]] = value
	val[name, key] = count[name, key] > 1 ? val[name, key] " " value : value
}

FNR == 1 {
	n = split(FILENAME, part, "/")
	if (part[1] == "rootfs") {
		name = "role-" part[n]
		kind[name] = "image"
		dir[name] = "rootfs/roles"
		val[name, "version"] = "0"
		val[name, "style"] = "bundle"
	} else {
		name = part[n - 1]
		kind[name] = part[1] == "pkgs" ? "target" : part[1] == "server" ? "image" : name ~ /^host-/ ? "host" : "toolchain"
		dir[name] = part[1] "/" part[2]
	}
	names[++total] = name
	if (kind[name] == "target") {
		names[++total] = "pack-" name
		kind["pack-" name] = "pack"
		of["pack-" name] = name
		dir["pack-" name] = dir[name]
	}
}

/^#/ || /^[ \t]*$/ { next }

{
	tab = index($0, "\t")
	key = substr($0, 1, tab - 1)
	value = substr($0, tab + 1)
	sub(/^[ \t]+/, "", value)
	sub(/[ \t]+$/, "", value)
	gsub(/\t/, " ", value)
	if (!tab || !known(key) || value == "")
		die(FILENAME ":" FNR ": not a `key<TAB>value` line with a key of recipe(5): " $0)
	add(name, key, value)
	at[name, key, count[name, key]] = FILENAME ":" FNR
	if (key == "part") {
		split(value, word, " ")
		owner[word[1]] = name
	}
}

# What `from` takes over, and what every recipe must have.
function inherit(name,   base, keys, k, j, n)
{
	if (kind[name] == "pack") {
		inherit(of[name])
		val[name, "version"] = val[of[name], "version"]
		return
	}
	base = val[name, "from"]
	n = base == "" ? 0 : split("version date license url source file", keys, " ")
	if (n && !(base in kind))
		die(dir[name] "/recipe: from " base ": no such recipe")
	for (k = 1; k <= n; k++) {
		if ((name, keys[k]) in count)
			continue
		for (j = 1; j <= count[base, keys[k]]; j++) {
			add(name, keys[k], line[base, keys[k], j])
			at[name, keys[k], j] = at[base, keys[k], j]
		}
	}
	if (kind[name] != "image" && (val[name, "version"] == "" || val[name, "style"] == "" || val[name, "date"] == ""))
		die(dir[name] "/recipe: version, date and style are required")
	if (kind[name] == "target" && (val[name, "summary"] == "" || val[name, "license"] == ""))
		die(dir[name] "/recipe: a package says what it is, and under which licence: summary and license are required")
}

# The host tools that are on PATH while a recipe is built.
function tools(name)
{
	if (kind[name] == "target")
		return val[name, "uses"] " host-zstd" (val[name, "style"] ~ /^(deb|firmware)$/ ? "" : " gcc")
	if (kind[name] == "pack")
		return "host-zstd host-orion-pkg"
	if (val[name, "style"] == "bundle")
		return "host-zstd host-orion-pkg"
	return val[name, "uses"]
}

# The bundles that a disk holds: names of roles.
function roles(name,   words, n, i, list)
{
	n = split(val[name, "bundle"], words, " ")
	for (i = 1; i <= n; i++)
		list = list " role-" words[i]
	return list
}

# The recipe that makes a package: its own, or the one that has it as a part.
function recipe(package)
{
	return package in kind || !(package in owner) ? package : owner[package]
}

function recipes(packages,   words, n, i, list)
{
	n = split(packages, words, " ")
	for (i = 1; i <= n; i++)
		list = list " " recipe(words[i])
	return list
}

# The steps that make these packages and what they need at run time, and the recipes of what boots.
function packed(name,   words, n, i, seen, package, list)
{
	n = split(val[name, "package"], words, " ")
	for (i = 1; i <= n; i++)
		runtime(words[i], seen)
	n = split(val[name, "boot"], words, " ")
	for (i = 1; i <= n; i++) {
		seen[words[i]] = 1
		list = list " " recipe(words[i])
	}
	for (package in seen)
		list = list " " (recipe(package) in kind ? "pack-" : "") recipe(package)
	return list
}

# The direct dependencies of a recipe, with those that its kind implies.
function dependencies(name)
{
	if (val[name, "style"] == "bundle")
		return packed(name) " " tools(name)
	if (kind[name] == "image")
		return recipes(val[name, "boot"]) roles(name) " " tools(name)
	if (kind[name] == "pack")
		return of[name] " " tools(name)
	return recipes(val[name, "needs"] " " val[name, "builds"]) " " tools(name)
}

# What a goal of the user's stands for: pkg-NAME is a package, or the tool of that name.
function meant(goal,   name)
{
	if (goal !~ /^pkg-/)
		return goal
	name = substr(goal, 5)
	return name in kind && kind[name] == "target" ? "pack-" name : name
}

# The recipe that OVERRIDE= is for.
function overridden(name)
{
	return override != "" && "pkg-" name == goals
}

function asked(goal)
{
	return index(" " goals " ", " " goal " ")
}

# Lists what the goals reach; the goal fetch reaches what images are made of, the goal needed everything.
function visit_goals(   words, n, i)
{
	n = split(goals, words, " ")
	for (i = 1; i <= n; i++)
		if (words[i] != "fetch" && words[i] != "needed")
			visit(meant(words[i]))
	for (i = 1; i <= total; i++)
		if (asked("needed") || asked("fetch") && kind[names[i]] == "image")
			visit(names[i])
}

# What to say of a goal that is no recipe.
function unknown(name,   i, best)
{
	if (name in owner)
		return name " is a part of " owner[name] ": ask for that one"
	for (i = 1; i <= total; i++)
		if (kind[names[i]] != "pack" && (best == "" || edits(name, names[i]) < edits(name, best)))
			best = names[i]
	return "there is no package " name "; the nearest name is " best
}

# How many letters must be changed, added or left out to make b of a (Levenshtein).
function edits(a, b,   i, j, above, left, corner, row)
{
	for (j = 0; j <= length(b); j++)
		row[j] = j
	for (i = 1; i <= length(a); i++) {
		corner = row[0]
		row[0] = left = i
		for (j = 1; j <= length(b); j++) {
			above = row[j]
			corner += substr(a, i, 1) != substr(b, j, 1)
			left = row[j] = corner <= above && corner <= left ? corner : (above < left ? above : left) + 1
			corner = above
		}
	}
	return row[length(b)]
}

# Lists deps before dependents into order[]; a cycle is an error.
function visit(name, by,   deps, n, i)
{
	if (state[name] == 2)
		return
	if (state[name] == 1)
		die("a cycle of needs through " name " and " by)
	if (!(name in kind))
		die(by ? by ": needs " name ", which has no recipe" : unknown(name))
	state[name] = 1
	inherit(name)
	n = split(dependencies(name), deps, " ")
	for (i = 1; i <= n; i++)
		visit(deps[i], name)
	state[name] = 2
	order[++ordered] = name
}

# All that a recipe needs at run time, itself included, into seen[].
function runtime(name, seen,   deps, n, i)
{
	if (name in seen)
		return
	seen[name] = 1
	n = split(val[recipe(name), "needs"], deps, " ")
	for (i = 1; i <= n; i++)
		runtime(deps[i], seen)
}
