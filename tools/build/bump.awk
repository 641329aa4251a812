# Rewrites a recipe: see tools/build/bump. Reads the moves (SCHEME NAME OLD NEW), the index (SCHEME NAME VERSION FILE SHA256) and
# the recipe twice: first what its alternatives have in common, then to rewrite it.

function note(text)
{
	print FILENAME ": " text > "/dev/stderr"
}

# What stays when a file's name has another version: .orig.tar, .debian.tar, .dsc, .deb
function sort_of(file)
{
	if (match(file, /\.(orig(-[a-z0-9]+)?|debian)\.tar\.[a-z0-9]+$/)) {
		file = substr(file, RSTART)
		sub(/\.[a-z0-9]+$/, "", file)
		return file
	}
	return match(file, /\.(deb|dsc|tar\.[a-z0-9]+)$/) ? substr(file, RSTART) : file
}

# The recipe's version as it is in the new version of the distribution: what surrounded the old one is cut off in front, and of
# the rest is taken what has the old one's form.
function moved_version(version, from, to,   at, before, form, rest)
{
	at = index(from, version)
	if (!at)
		return ""
	before = substr(from, 1, at - 1)
	if (index(to, before) == 1)
		to = substr(to, length(before) + 1)
	else
		sub(/^[0-9]+:/, "", to)
	form = ""
	rest = version
	while (match(rest, /[0-9]+(\.[0-9]+)*/)) {
		form = form quoted(substr(rest, 1, RSTART - 1)) (index(substr(rest, RSTART, RLENGTH), ".") ? "[0-9]+(\\.[0-9]+)*" : "[0-9]+")
		rest = substr(rest, RSTART + RLENGTH)
	}
	form = form quoted(rest)
	return match(to, "^" form) ? substr(to, 1, RLENGTH) : ""
}

function quoted(text)
{
	gsub(/[^A-Za-z0-9]/, "[&]", text)
	return text
}

# Splits a line's value into group, hash and origin.
function take(key,   n, word)
{
	n = split(substr($0, length(key) + 1), word, "[ \t]+")
	group = key == "source" ? key : word[2]
	hash = word[n - 1]
	origin = word[n]
}

function pinned(   word)
{
	split(origin, word, "[:=/]")
	scheme = word[1]
	name = word[2]
	old = substr(origin, index(origin, "=") + 1)
	sub(/\/[^\/]*$/, "", old)
	new = moves[scheme, name, old]
}

function replace(text, from, to,   at, out)
{
	while ((at = index(text, from)) > 0) {
		out = out substr(text, 1, at - 1) to
		text = substr(text, at + length(from))
	}
	return out text
}

FNR == 1 { part++ }
part == 1 { moves[$1, $2, $3] = $4; next }
part == 2 {
	key = $1 SUBSEP $2 SUBSEP $3 SUBSEP sort_of($4)
	file[key] = $4
	sum[key] = $5
	next
}

part == 3 && $1 == "version" { version = $2 }
part == 3 && ($1 == "source" || $1 == "file") {
	take($1)
	if (origin ~ /^(apt|deb):/) {
		pinned()
		n = split(origin, path, "/")
		key = scheme SUBSEP name SUBSEP new SUBSEP sort_of(path[n])
		if (!(key in sum) || length(sum[key]) != 64) {
			note("the index has no " sort_of(path[n]) " of " name " " new)
			exit 3
		}
		had[group] = hash
		has[group] = sum[key]
		place[group] = scheme ":" name "=" new "/" file[key]
		moved = moved_version(version, old, new)
		if (moved != "")
			next_version = moved
	}
}
part == 3 { next }

$1 == "version" && next_version != "" && next_version != version { sub(/[^\t ]+$/, next_version); print; next }
$1 == "date" && next_version != "" && next_version != version {
	sub(/[^\t ]+$/, ENVIRON["TODAY"])
	note("date: today, which the day of the release should replace")
	print
	next
}
$1 == "source" || $1 == "file" {
	take($1)
	if (origin ~ /^(apt|deb):/)
		print replace(replace($0, origin, place[group]), hash, has[group])
	else if (!(group in has) || had[group] == has[group])
		print
	else if (hash == had[group] && index(origin, version) && next_version != "") {
		print replace(replace($0, origin, replace(origin, version, next_version)), hash, has[group])
		note("the archive's file has been the project's own, and is taken to be that again: " replace(origin, version, next_version))
	} else
		note("left out, its new hash is not known: " origin)
	next
}
{ print }

END {
	if (part == 4 && next_version == "")
		note("`version " version "` is not part of the archive's version: set it and `date` by hand")
}
