# OrionOS: from sources to machines that boot over the network. `make help` lists the targets.
#
# The graph of what must be built is written by tools/build/graph/graph for the goals at hand and included below:
# outputs lie in $ORION_CACHE, named by the digest of all that made them, so "up to date" is "exists".

ARCH ?= x86_64
FIRMWARE ?= bios
NODES ?= 1
OVERRIDE ?=
# Counters of the progress lines, of this run of make.
ORION_RUN := $(CURDIR)/dist/run/$(shell echo $$PPID)
export ARCH FIRMWARE NODES OVERRIDE ORION_RUN

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif
# A step takes part in the job server, but make -n doesn't run it.
jobserver := $(if $(findstring n,$(filter-out --%,$(firstword $(MAKEFLAGS)))),,+)
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

dist := dist/$(ARCH)

# What each target needs of the graph.
graph_image := disk host-orion-pkg host-e2fsprogs
graph_run := $(graph_image)
graph_test := $(graph_image) gcc musl host-zstd linux
graph_check-slow := $(graph_test) linux-kasan linux-kcsan
graph_bench := $(graph_test)
graph_release := $(graph_image) host-zstd
graph_fetch := fetch
graph_menuconfig := gcc
wanted := $(sort $(foreach goal,$(MAKECMDGOALS),$(graph_$(goal)) $(filter pkg-%,$(goal))))

ifneq ($(wanted),)
graph := dist/plan/goals-$(firstword $(shell echo $(wanted) | cksum)).mk
include $(graph)
$(graph): FORCE
	@tools/build/host-check
	@mkdir -p dist/plan
	@tools/build/graph/graph $(wanted) >$@.$$PPID && { cmp -s $@.$$PPID $@ && rm $@.$$PPID || mv $@.$$PPID $@; }
endif

# The tests are told where toolchain and packages are.
tools = GCC=$(OUT_gcc) MUSL=$(OUT_musl) ZSTD=$(OUT_host-zstd)/bin/zstd LINUX=$(OUT_linux) PACKER=$(OUT_host-orion-pkg)

.PHONY: help image run test check-slow bench fetch release fuzz menuconfig why outdated bump prune clean FORCE
.PHONY: install-server uninstall-server

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-24s %s\n", $$1, $$2 }'
	@printf '%-24s %s\n' '  make pkg-NAME' 'one package (OVERRIDE=dir: from that directory instead of its pinned source)'

image: steps ## everything: toolchain, kernel, packages, images; the result is in dist/
	@tools/build/publish $(OUT_disk) $(OUT_host-orion-pkg)/bin/orion-pkg $(OUT_host-e2fsprogs)/bin/debugfs

run: image ## a server and a node in QEMU, the node's console here (NODES=3, FIRMWARE=uefi)
	@tools/build/run

test: image ## unit tests, script checks, boot tests
	@$(tools) tests/run

check-slow: image ## what is long, repeated or exhaustive
	@$(tools) LINUX_KASAN=$(OUT_linux-kasan) LINUX_KCSAN=$(OUT_linux-kcsan) tests/run --slow

bench: image ## the numbers of docs/BENCH.md
	@tests/bench/run
	@$(tools) tests/bench/failover

fetch: steps ## all sources that a build needs, after which it works offline
	@tools/build/fetch-report

release: image ## what is handed out of this commit: source, server's disk (compressed), bundles, checksums, in dist/release
	@tools/build/release $(OUT_host-zstd)/bin/zstd

install-server: ## as root on Debian: this machine serves nodes, by what make image made (PREFIX=/usr/local, DESTDIR, DIST)
	@server/debian/install

uninstall-server: ## takes that away again, if no node runs from here (YES=1: all the same); /srv/orion stays (PURGE=1: goes as well)
	@server/debian/uninstall

pkg-%: steps
	@tools/build/show-package $(OUT_$@)

menuconfig: steps ## the kernel's configuration; prints what you changed as fragment lines
	@tools/build/menuconfig $(OUT_gcc)

why: ## why PKG=name would be built again: the inputs that changed
	@tools/build/why $(PKG)

outdated: ## pins that the distribution's archive has newer versions of, or no longer has
	@tools/build/outdated

bump: ## PKG=name: the recipe to the newest version that the archive vouches for (BRANCH=number: of another branch)
	@tools/build/bump "$(PKG)" $(BRANCH)

fuzz: ## fuzz targets, SECONDS=60 each
	@tests/fuzz/run dist/fuzz $(or $(SECONDS),60)

prune: ## remove from the cache what this checkout doesn't need and no build has used for DAYS=30
	@tools/build/prune $(DAYS)

clean: ## remove dist/ (the cache stays: make prune)
	rm -rf dist

# The counters of the progress lines begin anew with each run.
.PHONY: steps begin
steps: begin goals
goals: | begin
begin:
	@for run in dist/run/*; do [ ! -e "$$run" ] || kill -0 "$${run##*/}" 2>/dev/null || rm -rf "$$run"; done
	@tools/build/sweep
	@mkdir -p $(ORION_RUN) && echo 0 >$(ORION_RUN)/count && echo '$(STEPS)' >$(ORION_RUN)/steps

FORCE:
