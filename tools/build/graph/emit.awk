# Phase 3: from the keys, the makefile of what the goals still need, and a plan file for each step.

function output(name)
{
	if (keyof[name] == "")
		die(name " has no key")
	return cache "/out/" name "-" version(name) "-" substr(keyof[name], 1, 16)
}

function version(name)
{
	return val[name, "version"] (overridden(name) || overridden(of[name]) ? "+local" : "")
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
	for (i = 1; i <= count[name, "source"] && !overridden(name); i++)
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

function release(name)
{
	return val[name, "release"] == "" ? 1 : val[name, "release"]
}

# The file of a package.
function opk(package,   name)
{
	name = recipe(package)
	return output("pack-" name) "/" package "-" version(name) "-r" release(name) "." arch ".opk"
}

# The lines of a key, each with its place in the recipe for what complains about it.
function put_lines(name, key, inputs,   i)
{
	for (i = 1; i <= count[name, key]; i++)
		print key, at[name, key, i], line[name, key, i] > inputs
}

function put_settings(name, file,   from)
{
	from = kind[name] == "pack" ? of[name] : name
	print "name=" from > file
	print "version=" quoted(version(name)) > file
	print "release=" release(from) > file
	print "kind=" (kind[name] == "toolchain" ? "host" : kind[name]) > file
	print "style=" val[from, "style"] > file
	print "dir=" dir[name] > file
	print "date=" val[from, "date"] > file
	print "options=" quoted(val[from, "option"]) > file
	print "arch=" arch > file
	print "target=" arch "-orion-linux-musl" > file
	print "top=" top > file
	print "cache=" cache > file
	print "out=" output(name) > file
	print "jobs=" jobs > file
	if (keyof["host-zstd"] != "")
		print "zstd=" output("host-zstd") "/bin/zstd" > file
	close(file)
}

function put_sources(name, inputs,   group, g, alternatives, n, i, words, word)
{
	put_lines(name, "only", inputs)
	sources(name, group)
	for (g in group) {
		n = split(group[g], alternatives, "\n")
		for (i = 1; i < n; i++) {
			split(alternatives[i], word, " ")
			print (g == "source" ? "source " word[1] : "file " g "=" word[1]), stored(word[1], word[2]) > inputs
		}
	}
	if (overridden(name))
		print "override " override_dir > inputs
	n = split(val[name, "tree"], words, " ")
	for (i = 1; i <= n; i++)
		print "tree " words[i] > inputs
	put_lines(name, "keep", inputs)
}

function put_tools(name, inputs,   words, n, i, seen)
{
	n = split(tools(name), words, " ")
	for (i = 1; i <= n; i++)
		if (!(words[i] in seen)) {
			seen[words[i]] = 1
			print "tool " words[i] " " output(words[i]) > inputs
		}
}

# What is in the sysroot: each recipe once, whichever of its parts are needed.
function put_sysroot(name, inputs,   words, n, i, seen, package, made)
{
	n = split(val[name, "needs"] " " val[name, "builds"], words, " ")
	for (i = 1; i <= n; i++)
		runtime(words[i], seen)
	for (package in seen)
		made[recipe(package)] = 1
	close(inputs)
	for (package in made)
		print "need " package " " output(package) | ("LC_ALL=C sort >>" inputs)
	close("LC_ALL=C sort >>" inputs)
}

# What was linked statically comes from a package that it was built with.
function put_static(name, inputs,   words, n, i)
{
	n = split(val[name, "static"], words, " ")
	for (i = 1; i <= n; i++) {
		if (!index(" " val[name, "needs"] " " val[name, "builds"] " ", " " words[i] " "))
			die(at[name, "static", 1] ": static: " words[i] " is neither in needs nor in builds")
		print "static", at[name, "static", 1], words[i] "=" version(recipe(words[i])) "-r" release(recipe(words[i])) > inputs
	}
}

function put_pack(name, inputs,   keys, n, i)
{
	print "built " name " " output(name) > inputs
	n = split("summary license url needs keep part mode foreign provides conflicts replaces user group service alternative", keys, " ")
	for (i = 1; i <= n; i++)
		put_lines(name, keys[i], inputs)
	put_static(name, inputs)
}

# The packages of a role, and what it wished for.
function put_role(name, inputs,   words, n, i, seen, package)
{
	n = split(val[name, "package"], words, " ")
	for (i = 1; i <= n; i++) {
		print "wish " words[i] > inputs
		runtime(words[i], seen)
	}
	close(inputs)
	for (package in seen)
		print "package " package " " opk(package) | ("LC_ALL=C sort >>" inputs)
	close("LC_ALL=C sort >>" inputs)
	n = split(val[name, "boot"], words, " ")
	for (i = 1; i <= n; i++)
		print "boot " words[i] " " opk(words[i]) " " output(recipe(words[i])) >> inputs
}

# What a disk has: bundles with the packages that they are made of, and loaders.
function put_disk(name, inputs,   words, n, i)
{
	n = split(val[name, "boot"], words, " ")
	for (i = 1; i <= n; i++)
		print "boot " words[i] " " output(recipe(words[i])) > inputs
	n = split(val[name, "bundle"], words, " ")
	for (i = 1; i <= n; i++)
		print "bundle " words[i] " " output("role-" words[i]) > inputs
}

function put_plan(name,   file, inputs)
{
	file = draft "/" name "-" substr(keyof[name], 1, 16)
	put_settings(name, file)
	inputs = file ".inputs"
	printf "" > inputs
	put_tools(name, inputs)
	if (kind[name] == "pack") {
		put_pack(of[name], inputs)
	} else if (kind[name] == "image") {
		if (val[name, "style"] == "bundle")
			put_role(name, inputs)
		else
			put_disk(name, inputs)
	} else {
		put_sources(name, inputs)
		put_sysroot(name, inputs)
	}
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
		if (override != "" && (n > 1 || goal[i] !~ /^pkg-/ || kind[meant(goal[i])] == "image"))
			die("OVERRIDE= goes with one package: make pkg-NAME OVERRIDE=dir")
		if (goal[i] == "fetch") {
			for (j = 1; j <= ordered; j++)
				wanted = wanted fetches(order[j])
			continue
		}
		name = meant(goal[i])
		emit(name)
		if (!exists(name))
			wanted = wanted " " output(name)
		print "OUT_" goal[i] " := " output(name)
	}
	print "STEPS := " steps + 0
	print ".PHONY: goals"
	print "goals:" wanted
}
