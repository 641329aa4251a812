# SPDX-License-Identifier: MIT
# Reads the names of the libraries, then `file PATH` and readelf -hldW of each; prints `PATH: fault`.

function fault(text) { print path ": " text }

function judge() {
	if (path == "")
		return
	if (type != "DYN")
		fault("not position independent (" type ")")
	if (!relro)
		fault("no RELRO")
	if (dynamic && needs && !now)
		fault("not bound at start")
	if (stack == "")
		fault("says nothing of its stack, which is then executable")
	else if (stack ~ /E/)
		fault("executable stack")
}

FNR == NR { library[$1] = 1; next }

$1 == "file" && NF == 2 {
	judge()
	path = $2
	type = stack = ""
	relro = dynamic = needs = now = 0
	next
}

/^ *Type: / { type = $2 }
$1 == "LOAD" {
	flags = ""
	for (i = 7; i < NF; i++)
		flags = flags $i
	if (flags ~ /W/ && flags ~ /E/)
		fault("a segment that is writable and executable")
}
$1 == "GNU_RELRO" { relro = 1 }
$1 == "GNU_STACK" {
	stack = "-"
	for (i = 7; i < NF; i++)
		stack = stack $i
}
/^Dynamic section/ { dynamic = 1 }
/\(TEXTREL\)/ || (/\(FLAGS\)/ && /TEXTREL/) { fault("text relocations") }
/\(BIND_NOW\)/ || (/\(FLAGS\)/ && /BIND_NOW/) || (/\(FLAGS_1\)/ && /NOW/) { now = 1 }
/\(R(UN)?PATH\)/ { fault("a search path of its own: " $NF) }
/\(NEEDED\)/ {
	needs = 1
	name = $NF
	gsub(/[][]/, "", name)
	if (!(name in library))
		fault("needs " name ", which is not there")
}
/readelf: Error/ { fault($0) }

END { judge() }
