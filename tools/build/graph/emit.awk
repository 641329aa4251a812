# Phase 3: from the keys, the makefile of what the goals still need, and a plan file for each step.

function output(name)
{
	if (keyof[name] == "")
		die(name " has no key")
	return cache "/out/" name "-" version(name) "-" substr(keyof[name], 1, 16)
}

function version(name)
{
	return val[name, "version"] (override != "" && name == goals ? "+local" : "")
}

# What is there is also noted as used, for tools/build/prune.
function exists(name,   answer, text)
{
	if (name in answered)
		return answered[name]
	answer = (getline text < (output(name) "/key")) > 0
	close(output(name) "/key")
	if (answer)
		print output(name) > used
	return answered[name] = answer
}

# The file that a source line names in the cache.
function stored(hash, origin,   n, part)
{
	n = split(origin, part, "/")
	return cache "/src/" substr(hash, 1, 16) "-" part[n]
}

# Groups the lines that are alternatives of one file: "NAME HASH ORIGIN" lines, NAME "source" for the main archive.
function sources(name, group,   i, word)
{
	split("", group)
	for (i = 1; i <= count[name, "source"] && !(override != "" && name == goals); i++)
		group["source"] = group["source"] line[name, "source", i] "\n"
	for (i = 1; i <= count[name, "file"]; i++) {
		split(line[name, "file", i], word, " ")
		group[word[1]] = group[word[1]] word[2] " " word[3] "\n"
	}
}

function have(text,   alternatives, n, i, word, byte, found)
{
	n = split(text, alternatives, "\n")
	for (i = 1; i < n; i++) {
		split(alternatives[i], word, " ")
		found = (getline byte < stored(word[1], word[2])) >= 0
		close(stored(word[1], word[2]))
		if (found)
			return 1
	}
	return 0
}

# The fetch steps that a recipe still needs; recipes that share a source share its step.
function fetches(name,   group, g, targets, target, file, word, n, part)
{
	sources(name, group)
	for (g in group) {
		if (have(group[g]))
			continue
		split(group[g], word, "[ \n]")
		target = "fetch/" substr(word[1], 1, 16)
		targets = targets " " target
		if (target in fetching)
			continue
		fetching[target] = 1
		n = split(word[2], part, "/")
		file = "fetch-" substr(word[1], 1, 16)
		printf "%s", group[g] > (draft "/" file)
		close(draft "/" file)
		print ".PHONY: " target
		print target ":\n\t+@tools/build/step fetch " name "/" part[n] " " version(name) " " plan "/" file "\n"
		steps++
	}
	return targets
}

function quoted(text)
{
	gsub(/'/, "'\\''", text)
	return "'" text "'"
}

function described(package,   name)
{
	name = recipe(package)
	return package " " output(name) " " version(name) "-r" (val[name, "release"] == "" ? 1 : val[name, "release"]) \
		" " substr(keyof[name], 1, 16) " " val[name, "date"]
}

# The lines of a key, each with its place in the recipe for what complains about it.
function put_lines(name, key, inputs,   i)
{
	for (i = 1; i <= count[name, key]; i++)
		print key, at[name, key, i], line[name, key, i] > inputs
}

function put_plan(name,   file, inputs, i, n, words, seen, group, g, alternatives, word, m, j)
{
	file = draft "/" name "-" substr(keyof[name], 1, 16)
	print "name=" name > file
	print "version=" quoted(version(name)) > file
	print "release=" (val[name, "release"] == "" ? 1 : val[name, "release"]) > file
	print "kind=" (kind[name] == "toolchain" ? "host" : kind[name]) > file
	print "style=" val[name, "style"] > file
	print "dir=" dir[name] > file
	print "date=" val[name, "date"] > file
	print "options=" quoted(val[name, "option"]) > file
	print "arch=" arch > file
	print "target=" arch "-orion-linux-musl" > file
	print "top=" top > file
	print "cache=" cache > file
	print "out=" output(name) > file
	print "jobs=" jobs > file
	if (keyof["host-zstd"] != "")
		print "zstd=" output("host-zstd") "/bin/zstd" > file
	close(file)

	inputs = file ".inputs"
	printf "" > inputs
	put_lines(name, "only", inputs)
	sources(name, group)
	for (g in group) {
		m = split(group[g], alternatives, "\n")
		for (j = 1; j < m; j++) {
			split(alternatives[j], word, " ")
			print (g == "source" ? "source " word[1] : "file " g "=" word[1]), stored(word[1], word[2]) > inputs
		}
	}
	if (override != "" && name == goals)
		print "override " override_dir > inputs
	n = split(val[name, "tree"], words, " ")
	for (i = 1; i <= n; i++)
		print "tree " words[i] > inputs
	put_lines(name, "part", inputs)
	put_lines(name, "mode", inputs)
	put_lines(name, "keep", inputs)
	split("", seen)
	n = split(tools(name), words, " ")
	for (i = 1; i <= n; i++)
		if (!(words[i] in seen)) {
			seen[words[i]] = 1
			print "tool " words[i] " " output(words[i]) > inputs
		}
	close(inputs)
	split("", seen)
	n = split(val[name, "needs"] " " val[name, "builds"] " " val[name, "package"], words, " ")
	for (i = 1; i <= n; i++)
		runtime(words[i], seen)
	for (package in seen)
		print "need " described(package) | ("LC_ALL=C sort >>" inputs)
	close("LC_ALL=C sort >>" inputs)
	n = split(val[name, "boot"] roles(name), words, " ")
	for (i = 1; i <= n; i++)
		print (words[i] ~ /^role-/ ? "bundle " : "boot ") described(words[i]) >> inputs
	n = split(val[name, "service"], words, " ")
	for (i = 1; i <= n; i++)
		print "service " words[i] >> inputs
	close(inputs)
	system("cp " work "/own." name " " file ".own && cp " work "/key." name " " file ".key")
}

# What a recipe has in the cache: its output, and each file that its sources may come as.
function put_needed(name,   group, g, alternatives, n, i, word)
{
	print output(name)
	sources(name, group)
	for (g in group) {
		n = split(group[g], alternatives, "\n")
		for (i = 1; i < n; i++) {
			split(alternatives[i], word, " ")
			print stored(word[1], word[2])
		}
	}
}

function emit(name,   deps, n, i, list)
{
	if (name in emitted || exists(name))
		return
	emitted[name] = 1
	put_plan(name)
	list = fetches(name)
	n = split(dependencies(name), deps, " ")
	for (i = 1; i <= n; i++)
		if (!exists(deps[i])) {
			emit(deps[i])
			list = list " " output(deps[i])
		}
	print output(name) ": |" list
	print "\t$(jobserver)@tools/build/step build " name " " version(name) " " plan "/" name "-" substr(keyof[name], 1, 16) "\n"
	steps++
}

END {
	if (failed)
		exit 3
	while ((getline entry < keys) > 0) {
		n = split(entry, word, "/key[.]")
		keyof[word[n]] = substr(entry, 1, 64)
	}
	visit_goals()
	if (goals == "needed") {
		for (i = 1; i <= ordered; i++)
			put_needed(order[i])
		exit
	}
	n = split(goals, goal, " ")
	for (i = 1; i <= n; i++) {
		if (override != "" && (n > 1 || kind[goal[i]] == "image" || goal[i] == "fetch"))
			die("OVERRIDE= goes with one package: make pkg-NAME OVERRIDE=dir")
		if (goal[i] == "fetch") {
			for (j = 1; j <= ordered; j++)
				wanted = wanted fetches(order[j])
			continue
		}
		emit(goal[i])
		if (!exists(goal[i]))
			wanted = wanted " " output(goal[i])
		print "OUT_" goal[i] " := " output(goal[i])
	}
	print "STEPS := " steps + 0
	print ".PHONY: goals"
	print "goals:" wanted
}
