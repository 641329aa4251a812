#!/bin/sh
# SPDX-License-Identifier: MIT
# The SPDX document keeps the rules of SPDX 2.3 (clauses 6 to 11 and its JSON schema) and names just the packages of
# packages.txt, and what is linked statically into them. Each planted fault is refused.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
for f in sbom.spdx.json packages.txt; do
	[ -e "$DIST/$f" ] || { echo "$DIST/$f is not there: make image" >&2; exit 1; }
done

cat >"$WORK/check.py" <<'END'
import copy, json, re, sys

# Of the SPDX licence list: what recipes use. Look a new one up there before you add it.
LICENSES = set("""Apache-2.0 BSD-2-Clause BSD-3-Clause GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later ISC
    LGPL-2.0-only LGPL-2.0-or-later LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-or-later MIT Zlib blessing curl""".split())
EXCEPTIONS = {"Linux-syscall-note", "GCC-exception-3.1", "OpenSSL-exception"}
DIGITS = {"SHA1": 40, "SHA256": 64, "SHA384": 96, "SHA512": 128}
RELATIONS = {"DESCRIBES", "CONTAINS", "DEPENDS_ON", "BUILD_TOOL_OF", "BUILD_DEPENDENCY_OF", "GENERATED_FROM", "STATIC_LINK", "OTHER"}
DOCUMENT = set("""SPDXID annotations comment creationInfo dataLicense documentDescribes documentNamespace
    externalDocumentRefs files hasExtractedLicensingInfos name packages relationships revieweds snippets
    spdxVersion""".split())
PACKAGE = set("""SPDXID annotations attributionTexts builtDate checksums comment copyrightText description
    downloadLocation externalRefs filesAnalyzed hasFiles homepage licenseComments licenseConcluded licenseDeclared
    licenseInfoFromFiles name originator packageFileName packageVerificationCode primaryPackagePurpose releaseDate
    sourceInfo summary supplier validUntilDate versionInfo""".split())
ADDRESS = re.compile(r"(NONE|NOASSERTION|((git|hg|svn|bzr)\+)?[a-z]+://[^\s#]+(#\S*)?)$")


class Faults:
    def __init__(self):
        self.list = []

    def need(self, ok, text):
        if not ok:
            self.list.append(text)
        return ok

    def text(self, where, holder, key):
        return self.need(isinstance(holder.get(key), str) and holder[key], "%s: no %s" % (where, key))


# Annex D: OR binds less than AND, AND less than WITH. Returns the LicenseRefs in it; None: not an expression.
def expression(text):
    words, refs, at = re.findall(r"[()]|[^\s()]+", text), set(), 0

    def term():
        nonlocal at
        word = words[at] if at < len(words) else ""
        at += 1
        if word == "(":
            return alternatives() and words[at - 1:at] != [] and close()
        if re.fullmatch(r"LicenseRef-[A-Za-z0-9.-]+", word):
            refs.add(word)
        elif word.rstrip("+") not in LICENSES:
            return False
        if at < len(words) and words[at] == "WITH":
            at += 2
            return words[at - 1:at] != [] and words[at - 1] in EXCEPTIONS
        return True

    def close():
        nonlocal at
        at += 1
        return words[at - 1:at] == [")"]

    def chain(word, part):
        nonlocal at
        ok = part()
        while ok and at < len(words) and words[at] == word:
            at += 1
            ok = part()
        return ok

    def alternatives():
        return chain("OR", lambda: chain("AND", term))

    return refs if alternatives() and at == len(words) else None


def check_creation(f, d):
    c = d.get("creationInfo", {})
    f.need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(c.get("created"))), "creationInfo: created")
    f.need(isinstance(c.get("creators"), list) and c["creators"], "creationInfo: no creators")
    for who in c.get("creators") or []:
        f.need(re.match(r"(Person|Organization|Tool): \S", who), "creator: %s" % who)


def check_document(f, d):
    f.need(d.get("spdxVersion") == "SPDX-2.3", "spdxVersion")
    f.need(d.get("dataLicense") == "CC0-1.0", "dataLicense")
    f.need(d.get("SPDXID") == "SPDXRef-DOCUMENT", "SPDXID of the document")
    f.text("document", d, "name")
    f.need(re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s#]+", str(d.get("documentNamespace"))), "documentNamespace")
    for key in set(d) - DOCUMENT:
        f.need(False, "document: %s is nothing that SPDX knows" % key)
    check_creation(f, d)


def check_licenses(f, p, name, refs):
    for key in "licenseDeclared", "licenseConcluded":
        if p.get(key) in ("NOASSERTION", "NONE"):
            continue
        found = expression(str(p.get(key)))
        if f.need(found is not None, "%s: %s: not an SPDX expression: %s" % (name, key, p.get(key))):
            refs |= found


def check_package(f, p, refs):
    name = p.get("name", "?")
    for key in "name", "SPDXID", "downloadLocation", "versionInfo", "copyrightText":
        f.text("package " + name, p, key)
    f.need(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", str(p.get("SPDXID"))), "%s: SPDXID" % name)
    f.need(ADDRESS.match(str(p.get("downloadLocation"))), "%s: downloadLocation" % name)
    f.need(p.get("filesAnalyzed") is False and "packageVerificationCode" not in p, "%s: filesAnalyzed" % name)
    for key in set(p) - PACKAGE:
        f.need(False, "%s: %s is nothing that SPDX knows" % (name, key))
    for c in p.get("checksums", []):
        n = DIGITS.get(c.get("algorithm"))
        f.need(n and re.fullmatch("[0-9a-f]{%d}" % n, str(c.get("checksumValue"))),
               "%s: checksum %s" % (name, c))
    check_licenses(f, p, name, refs)


def check_references(f, d, refs):
    defined = [i.get("licenseId") for i in d.get("hasExtractedLicensingInfos", [])]
    f.need(len(defined) == len(set(defined)), "a LicenseRef is defined twice")
    for i in d.get("hasExtractedLicensingInfos", []):
        f.text("licence %s" % i.get("licenseId"), i, "extractedText")
    for ref in sorted(refs - set(defined)):
        f.need(False, "%s is used and not in hasExtractedLicensingInfos" % ref)
    ids = [p.get("SPDXID") for p in d.get("packages", [])]
    f.need(len(ids) == len(set(ids)), "an SPDXID is there twice")
    described = set(d.get("documentDescribes", []))
    for r in d.get("relationships", []):
        f.need(r.get("relationshipType") in RELATIONS, "relationship %s" % r.get("relationshipType"))
        for end in "spdxElementId", "relatedSpdxElement":
            f.need(r.get(end) in ids + ["SPDXRef-DOCUMENT"], "relationship to %s, which is not there" % r.get(end))
        if (r.get("spdxElementId"), r.get("relationshipType")) == ("SPDXRef-DOCUMENT", "DESCRIBES"):
            described.add(r.get("relatedSpdxElement"))
    for i in sorted(set(map(str, ids)) - described):
        f.need(False, "%s: the document does not describe it" % i)


def faults(d, packages):
    f, refs = Faults(), set()
    check_document(f, d)
    for p in d.get("packages", []):
        check_package(f, p, refs)
    check_references(f, d, refs)
    linked = {r.get("relatedSpdxElement") for r in d.get("relationships", []) if r.get("relationshipType") == "STATIC_LINK"}
    f.need(linked, "nothing is linked statically")
    listed = {(p.get("name"), p.get("versionInfo")) for p in d.get("packages", []) if p.get("SPDXID") not in linked}
    for name, version in sorted(packages ^ listed, key=str):
        f.need(False, "%s %s: not both in packages.txt and in the document" % (name, version))
    return f.list


def planted(d):
    def case(what, change):
        broken = copy.deepcopy(d)
        change(broken)
        return what, broken

    first = lambda x: x["packages"][0]
    yield case("no namespace", lambda x: x.pop("documentNamespace"))
    yield case("wrong version", lambda x: x.update(spdxVersion="SPDX-2.9"))
    yield case("a date that is none", lambda x: x["creationInfo"].update(created="yesterday"))
    yield case("no creator", lambda x: x["creationInfo"].update(creators=[]))
    yield case("an unknown key", lambda x: first(x).update(colour="red"))
    yield case("no download location", lambda x: first(x).pop("downloadLocation"))
    yield case("a short digest", lambda x: first(x).update(checksums=[{"algorithm": "SHA256", "checksumValue": "ab"}]))
    yield case("an unknown licence", lambda x: first(x).update(licenseDeclared="GPL"))
    yield case("a licence that ends early", lambda x: first(x).update(licenseDeclared="MIT AND"))
    yield case("an open bracket", lambda x: first(x).update(licenseDeclared="(MIT OR ISC"))
    yield case("a LicenseRef without a text", lambda x: first(x).update(licenseDeclared="LicenseRef-none"))
    yield case("an id twice", lambda x: first(x).update(SPDXID=x["packages"][1]["SPDXID"]))
    yield case("a relationship to nothing", lambda x: x["relationships"][0].update(relatedSpdxElement="SPDXRef-x"))
    yield case("a package too few", lambda x: x["packages"].pop())
    yield case("another version", lambda x: first(x).update(versionInfo="0"))


document = json.load(open(sys.argv[1]))
packages = {tuple(line.split("\t")[:2]) for line in open(sys.argv[2])}
bad = faults(document, packages)
for text in bad:
    print(text)
for text in "MIT", "MIT OR (ISC AND GPL-2.0-only WITH Linux-syscall-note)", "LicenseRef-a AND BSD-3-Clause":
    if expression(text) is None:
        bad.append(text)
        print("refused: %s" % text)
for what, broken in planted(document):
    if set(faults(broken, packages)) <= set(faults(document, packages)):
        bad.append(what)
        print("not found: %s" % what)
sys.exit(1 if bad else 0)
END
python3 "$WORK/check.py" "$DIST/sbom.spdx.json" "$DIST/packages.txt"
