# tally: one page, top to bottom. `make help` lists the verbs.
#
# The arrows between the folders are held here: each folder gets the include
# paths of the folders that it may know, and no others.
#   cli -> io, plots -> core

VERSION := $(shell sed -n 's/^\#define TALLY_VERSION "\(.*\)"/\1/p' io/library/tally.h)
SOVERSION := 0

ifeq ($(origin CC),default)
CC := gcc
endif
AR ?= ar
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
OPT ?= -O3 -g
SHARED ?= ../shared

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
# Objects go into the shared library too, so they are PIC; tests/e2e_hardening.sh looks at the result.
HARDEN := -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=2 -fPIC
PIE := -pie
HARDLD := -Wl,-z,relro,-z,now,-z,noexecstack
# Only what library/tally.h offers is seen outside libtally.so.
BASE := -std=c11 -D_GNU_SOURCE $(WARN) $(EXTRA) -fvisibility=hidden -pthread -MMD -MP

ifdef SAN
BUILD := build-san
OPT := -O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
HARDEN := -fstack-protector-strong -fPIC
PIE := -no-pie # thousands of pointers to what the checks know need not be relocated at each start
# Freed memory is used again sooner than by default: a tenth of the time.
export ASAN_OPTIONS ?= detect_leaks=1:abort_on_error=0:quarantine_size_mb=32
export LSAN_OPTIONS ?= suppressions=$(CURDIR)/tests/lsan.txt:print_suppressions=0
endif
ifdef TSAN
BUILD := build-tsan
OPT := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
HARDEN := -fstack-protector-strong -fPIC
export TSAN_OPTIONS ?= halt_on_error=1
endif
# libFuzzer needs clang; `make fuzz` calls make again with FUZZ=1.
FUZZ_CC ?= clang
ifdef FUZZ
BUILD := build-fuzz
override CC := $(FUZZ_CC)
OPT := -O2 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-sanitize-coverage=trace-cmp
HARDEN :=
endif

# --- folders ---------------------------------------------------------------------
HDF5_CFLAGS = $(shell pkg-config --cflags hdf5-serial 2>/dev/null || echo -I/usr/include/hdf5/serial)
HDF5_LIBS = -lhdf5_serial -lhdf5_serial_hl
INC_core := -Icore -I/usr/include/suitesparse
INC_io = -Icore -Iio $(HDF5_CFLAGS)
INC_plots := -Icore -Iplots
INC_cli := -Icore -Iio -Iplots -Icli
INC_tests = -Icore -Iio -Iplots -Itests -I/usr/include/suitesparse $(HDF5_CFLAGS)
INC_bench = $(INC_tests)

# Debian has these as shared libraries only; with what they load they would triple the time of a start, so
# the formats that need them live in a program of their own (cli/office.h).
OFFICE := -lreadstat -lxlsxwriter -lzip -lexpat
LIBS = -lgsl -lgslcblas -lglpk -lspqr -lcholmod -lcsv $(HDF5_LIBS) -ldeflate $(OFFICE) -lm -pthread
# The command links what it can statically: it starts in 1 ms instead of 7 (40 shared libraries).
STATIC = -Wl,--as-needed -Wl,-Bstatic -lgsl -lgslcblas -lglpk -lspqr -lcholmod -lamd -lcolamd -lcamd \
         -lccolamd -lsuitesparseconfig -llapack -lblas -l:libgfortran.a -l:libquadmath.a -l:libgomp.a -lcsv \
         -lhdf5_serial_hl -lhdf5_serial -lsz -laec -lz -lgmp -ldeflate -lstdc++ -Wl,-Bdynamic -l:libmetis.so.5 \
         -l:libltdl.so.7 -lm -ldl -pthread

SRC_core := $(wildcard core/*.c core/*/*.c)
# Several processes on one store are an option: make MPI=1.
SRC_ranks := $(wildcard io/ranks/*.c)
SRC_io := $(filter-out $(SRC_ranks),$(wildcard io/*.c io/*/*.c))
SRC_plots := $(wildcard plots/*.c plots/*/*.c)
SRC_cli := $(wildcard cli/*.c)
GEN := $(BUILD)/gen/builtin.c
OBJ_core := $(SRC_core:%.c=$(BUILD)/%.o)
OBJ_io := $(SRC_io:%.c=$(BUILD)/%.o) $(BUILD)/gen/builtin.o
OBJ_plots := $(SRC_plots:%.c=$(BUILD)/%.o)
OBJ_cli := $(patsubst %.c,$(BUILD)/%.o,$(filter-out cli/office_% cli/job_%,$(SRC_cli))) $(BUILD)/gen/topics.o
OBJ_lib := $(OBJ_core) $(OBJ_io) $(OBJ_plots)

TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
TOOLS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/tool_*.c))
BENCH := $(patsubst bench/%.c,$(BUILD)/bench/%,$(wildcard bench/bench_*.c))
TARGETS := $(patsubst tests/fuzz_%.c,%,$(wildcard tests/fuzz_*.c))
REPLAYS := $(TARGETS:%=$(BUILD)/tests/fuzz_%)

.PHONY: all help check check-mpi check-shared check-interop check-cases check-phrases check-claims soak demo \
        gallery docs bench fuzz fuzzers lint format install uninstall deb deps clean tests
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:

MPI_CFLAGS = $(shell pkg-config --cflags ompi-c)
MPI_LIBS = $(shell pkg-config --libs ompi-c)
OBJ_ranks := $(SRC_ranks:%.c=$(BUILD)/%.o)

all: $(BUILD)/tally $(if $(MPI),$(BUILD)/tally-mpi) $(BUILD)/tally-office $(BUILD)/libtally.a $(BUILD)/libtally.so $(BUILD)/tally.pc

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

# --- build -----------------------------------------------------------------------
$(BUILD)/core/%.o: core/%.c
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) $(HARDEN) $(INC_core) $(CFLAGS) -c $< -o $@
$(BUILD)/io/ranks/%.o: io/ranks/%.c
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) $(HARDEN) $(INC_io) $(MPI_CFLAGS) $(CFLAGS) -c $< -o $@
$(BUILD)/io/%.o: io/%.c
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) $(HARDEN) $(INC_io) $(CFLAGS) -c $< -o $@
$(BUILD)/plots/%.o: plots/%.c
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) $(HARDEN) $(INC_plots) $(CFLAGS) -c $< -o $@
$(BUILD)/cli/%.o: cli/%.c
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) $(HARDEN) $(INC_cli) $(CFLAGS) -c $< -o $@

# The code lists and the reader's dictionaries are compiled in.
LISTS := $(sort $(wildcard datasets/codes/*.csv))
$(GEN): io/embed.sh $(LISTS)
	@mkdir -p $(@D)
	sh io/embed.sh $(LISTS) > $@
$(BUILD)/gen/builtin.o: $(GEN)
	$(CC) $(BASE) $(OPT) $(HARDEN) $(INC_io) $(CFLAGS) -c $< -o $@

# The topics of `tally help`, in the order shown.
TOPICS := $(patsubst %,docs/topics/%.md,claims intervals periods vintages findings units regions exit config limits)
$(BUILD)/gen/topics.c: cli/embed_topics.sh cli/tutorial.csv $(TOPICS)
	@mkdir -p $(@D)
	sh cli/embed_topics.sh cli/tutorial.csv $(TOPICS) > $@
$(BUILD)/gen/topics.o: $(BUILD)/gen/topics.c
	$(CC) $(BASE) $(OPT) $(HARDEN) $(INC_cli) $(CFLAGS) -c $< -o $@

$(BUILD)/libtally.a: $(OBJ_lib)
	rm -f $@
	$(AR) rcs $@ $^
$(BUILD)/libtally.so: $(OBJ_lib) io/library/export.map
	$(CC) -shared -Wl,-soname,libtally.so.$(SOVERSION) -Wl,--version-script=io/library/export.map \
	  $(OPT) $(HARDLD) $(LDFLAGS) $(OBJ_lib) -o $@ $(LIBS)
$(BUILD)/tally: $(OBJ_cli) $(BUILD)/cli/job_alone.o $(BUILD)/cli/office_there.o $(BUILD)/libtally.a
	$(CC) $(PIE) $(OPT) $(HARDLD) $(LDFLAGS) $^ -o $@ $(if $(TSAN),$(LIBS),$(STATIC))
$(BUILD)/tally-office: $(OBJ_cli) $(BUILD)/cli/job_alone.o $(BUILD)/cli/office_here.o $(BUILD)/libtally.a
	$(CC) $(PIE) $(OPT) $(HARDLD) $(LDFLAGS) $^ -o $@ $(if $(TSAN),$(LIBS),$(STATIC) $(OFFICE))
$(BUILD)/tally-mpi: $(OBJ_cli) $(BUILD)/cli/job_mpi.o $(BUILD)/cli/office_here.o $(OBJ_ranks) $(BUILD)/libtally.a
	$(CC) $(PIE) $(OPT) $(HARDLD) $(LDFLAGS) $^ -o $@ $(LIBS) $(MPI_LIBS)
# Made anew each time, because PREFIX may have changed.
.PHONY: $(BUILD)/tally.pc
$(BUILD)/tally.pc:
	@mkdir -p $(@D)
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$${prefix}/lib' 'includedir=$${prefix}/include/tally' '' \
	  'Name: tally' 'Description: makes published figures tally' 'Version: $(VERSION)' \
	  'Libs: -L$${libdir} -ltally' 'Libs.private: $(LIBS)' 'Cflags: -I$${includedir}' > $@

# --- tests -----------------------------------------------------------------------
$(BUILD)/tests/%: tests/%.c $(BUILD)/libtally.a
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) $(INC_tests) $(CFLAGS) $< $(BUILD)/libtally.a -o $@ -lcmocka $(LIBS)
# The runner of reference cases has one file for each kind of case.
$(BUILD)/tests/tool_cases: tests/tool_cases.c $(wildcard tests/cases*.c) $(BUILD)/libtally.a
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) $(INC_tests) $(CFLAGS) $^ -o $@ $(LIBS)
# A fuzz target without libFuzzer goes through its corpus.
$(BUILD)/tests/fuzz_%: tests/fuzz_%.c tests/replay.c $(BUILD)/libtally.a
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) $(INC_tests) $(CFLAGS) $(filter %.c,$^) $(BUILD)/libtally.a -o $@ $(LIBS)
# The words of a command line are read by the verbs themselves; the target brings its own main.
FUZZ_cli := $(filter-out $(BUILD)/cli/main.o,$(OBJ_cli)) $(BUILD)/cli/job_alone.o $(BUILD)/cli/office_there.o
$(BUILD)/tests/fuzz_commands: tests/fuzz_commands.c tests/replay.c cli/main.c $(FUZZ_cli) $(BUILD)/libtally.a
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) $(INC_tests) $(CFLAGS) $(filter-out cli/main.c,$^) -o $@ $(LIBS)
$(BUILD)/bench/%: bench/%.c $(BUILD)/libtally.a
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) $(INC_bench) $(CFLAGS) $< $(BUILD)/libtally.a -o $@ $(LIBS)

# Preloaded before the command by tests/faults.sh.
$(BUILD)/tests/fault.so: tests/fault.c
	@mkdir -p $(@D)
	$(CC) -D_GNU_SOURCE $(WARN) $(EXTRA) -O1 -shared -fPIC $< -o $@ -ldl

tests: all $(TESTS) $(TOOLS) $(REPLAYS) $(BUILD)/tests/fault.so

RUN = BUILD=$(BUILD) TALLY=$(CURDIR)/$(BUILD)/tally SHARED=$(abspath $(SHARED)) sh tests/run.sh

# On all processors, unless make was told already.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 1))

check: deps ## unit and end-to-end tests (under 5 minutes)
	@$(MAKE) --no-print-directory $(JOBS) tests
	@$(RUN) $(TESTS) $(sort $(filter-out tests/e2e_mpi.sh,$(wildcard tests/e2e_*.sh)))

check-mpi: ## several processes give what one gives (make MPI=1), a killed one harms nothing
	@$(MAKE) --no-print-directory MPI=1 deps
	@$(MAKE) --no-print-directory MPI=1 all $(BUILD)/tests/tool_random_store
	@$(RUN) tests/e2e_mpi.sh

check-shared: tests ## the tests that read ../shared, when it is there
	@$(RUN) $(sort $(wildcard tests/shared_*.sh))

check-interop: tests ## other programs read what tally writes
	@$(RUN) tests/interop_report.sh $(sort $(filter-out tests/interop_report.sh,$(wildcard tests/interop_*.sh))) # the longest first

check-cases: tests ## CASES=DIR: reference cases, a line each with the worst deviation
	@$(BUILD)/tests/tool_cases $(CASES)

check-phrases: all ## FILE=phrases.tsv: what the reader sees in bare phrases
	@TALLY=$(BUILD)/tally python3 tests/score_phrases.py $(FILE)

check-claims: all ## FILE=claims.tsv: sentences and the claims in them
	@TALLY=$(BUILD)/tally python3 tests/score_sentences.py $(FILE)

soak: tests ## the long tests: kills, floods, random networks
	@$(RUN) $(sort $(wildcard tests/soak_*.sh))

bench: all $(BENCH) ## benchmarks, as ratios measured in one run
	@for b in $(sort $(wildcard bench/bench_*.sh)); do BUILD=$(BUILD) TALLY=$(CURDIR)/$(BUILD)/tally sh $$b || exit 1; done

# Every target as a libFuzzer program; CORPUS keeps what they found, tests/corpus what tests need.
T ?= 1
CORPUS ?= build-fuzz/corpus
$(BUILD)/fuzz/%: tests/fuzz_%.c $(BUILD)/libtally.a
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) -fsanitize=fuzzer $(INC_tests) $(CFLAGS) $< $(BUILD)/libtally.a -o $@ $(LIBS)
$(BUILD)/fuzz/commands: tests/fuzz_commands.c cli/main.c $(FUZZ_cli) $(BUILD)/libtally.a
	@mkdir -p $(@D)
	$(CC) $(BASE) $(OPT) -fsanitize=fuzzer $(INC_tests) $(CFLAGS) $(filter-out cli/main.c,$^) -o $@ $(LIBS)
fuzzers: $(TARGETS:%=$(BUILD)/fuzz/%)
fuzz: ## T=minutes for every fuzz target (TARGETS="text csv": these)
	@$(MAKE) --no-print-directory FUZZ=1 fuzzers
	@for t in $(TARGETS); do sh tests/fuzz.sh build-fuzz/fuzz/$$t $(CORPUS) $$(($(T) * 60)) || exit 1; done

demo: deps ## the main job on the shipped data, charts in demo/
	@[ -x $(BUILD)/tally ] || echo "building: some minutes"
	@$(MAKE) --no-print-directory $(JOBS) all >/dev/null
	@TALLY=$(BUILD)/tally sh datasets/demo.sh demo

docs: all ## the site of docs/ in build/site/ (needs pandoc)
	@sh docs/site/build.sh $(BUILD)/tally $(BUILD)/site

gallery: all ## every kind of chart on the shipped data, in gallery/
	@TALLY=$(BUILD)/tally sh plots/gallery.sh gallery

# --- care ------------------------------------------------------------------------
lint: all ## no forbidden symbols in core, static analysis
	@sh tests/lint.sh $(BUILD) $(OBJ_core)

format: ## clang-format on all C files
	clang-format -i $(SRC_core) $(SRC_io) $(SRC_plots) $(SRC_cli) $(wildcard core/*.h core/*/*.h io/*/*.h plots/*.h cli/*.h tests/*.c tests/*.h bench/*.c)

# Man pages come out of the command itself: the same tables and texts as --help.
$(BUILD)/man/.made: $(BUILD)/tally
	@rm -rf $(@D) && mkdir -p $(@D)/man1 $(@D)/man7
	@$(BUILD)/tally help --man > $(@D)/man1/tally.1
	@for name in $$($(BUILD)/tally help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do \
	  section=$$([ -f docs/topics/$$name.md ] && echo 7 || echo 1); \
	  $(BUILD)/tally help --man $$name > $(@D)/man$$section/tally-$$name.$$section || exit 1; done
	@touch $@

DATA = $(DESTDIR)$(PREFIX)/share
FOLDERS = $(addprefix $(DESTDIR)$(PREFIX)/,bin lib lib/pkgconfig lib/tally include include/tally share share/doc share/doc/tally \
  share/doc/tally/examples share/man share/man/man1 share/man/man7 share/tally share/bash-completion \
  share/bash-completion/completions share/zsh share/zsh/site-functions share/fish share/fish/vendor_completions.d)
# Which folders were not there before is noted, so that uninstall takes them out again, and no others.
NOTED = $(DATA)/tally/folders
install: all $(BUILD)/man/.made ## DESTDIR= PREFIX=/usr/local: command, library, man pages, completions
	@mkdir -p "$(DESTDIR)$(PREFIX)"
	@new=; for f in $(FOLDERS); do [ -d "$$f" ] || { install -d "$$f" && new="$$f $$new"; }; done; \
	  for f in $$new; do echo "$${f#$(DESTDIR)}"; done >> $(NOTED)
	install -m 755 $(BUILD)/tally $(DESTDIR)$(PREFIX)/bin/tally
	install -D -m 755 $(BUILD)/tally-office $(DESTDIR)$(PREFIX)/lib/tally/tally-office
	$(if $(MPI),install -m 755 $(BUILD)/tally-mpi $(DESTDIR)$(PREFIX)/bin/tally-mpi)
	install -m 644 $(BUILD)/libtally.a $(DESTDIR)$(PREFIX)/lib/libtally.a
	install -m 755 $(BUILD)/libtally.so $(DESTDIR)$(PREFIX)/lib/libtally.so.$(VERSION)
	ln -sf libtally.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/libtally.so.$(SOVERSION)
	ln -sf libtally.so.$(SOVERSION) $(DESTDIR)$(PREFIX)/lib/libtally.so
	install -m 644 $(BUILD)/tally.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig/tally.pc
	install -m 644 io/library/tally.h core/status.h $(DESTDIR)$(PREFIX)/include/tally/
	install -m 644 $(BUILD)/man/man1/*.1 $(DATA)/man/man1/
	install -m 644 $(BUILD)/man/man7/*.7 $(DATA)/man/man7/
	install -m 644 cli/completion/tally.bash $(DATA)/bash-completion/completions/tally
	install -m 644 cli/completion/_tally $(DATA)/zsh/site-functions/_tally
	install -m 644 cli/completion/tally.fish $(DATA)/fish/vendor_completions.d/tally.fish
	install -m 644 bindings/R/tally.R bindings/python/tally.py $(DATA)/tally/
	install -m 644 README.md LICENSE $(DATA)/doc/tally/
	install -m 644 examples/* $(DATA)/doc/tally/examples/
	@[ -n "$(DESTDIR)" ] || ldconfig 2>/dev/null || true # so that programs find the library at once
uninstall: ## takes out what install put in
	rm -f $(DESTDIR)$(PREFIX)/bin/tally $(DESTDIR)$(PREFIX)/bin/tally-mpi $(DESTDIR)$(PREFIX)/lib/libtally.* $(DESTDIR)$(PREFIX)/lib/pkgconfig/tally.pc \
	  $(DATA)/man/man1/tally.1 $(DATA)/man/man1/tally-*.1 $(DATA)/man/man7/tally-*.7 \
	  $(DATA)/bash-completion/completions/tally $(DATA)/zsh/site-functions/_tally $(DATA)/fish/vendor_completions.d/tally.fish
	@cp $(NOTED) $(BUILD)/folders 2>/dev/null || : > $(BUILD)/folders
	rm -rf $(DESTDIR)$(PREFIX)/include/tally $(DESTDIR)$(PREFIX)/lib/tally $(DATA)/doc/tally $(DATA)/tally
	@while read -r f; do rmdir "$(DESTDIR)$$f" 2>/dev/null || true; done < $(BUILD)/folders
	@[ -n "$(DESTDIR)" ] || ldconfig 2>/dev/null || true

# Debian's packages load their libraries instead of holding copies of them.
deb: ## Debian packages in build-deb/ (needs dpkg-dev)
	@$(MAKE) --no-print-directory $(JOBS) -s BUILD=build-deb STATIC='$$(LIBS)' PREFIX=/usr all
	@rm -rf build-deb/root build-deb/*.deb
	@$(MAKE) --no-print-directory $(JOBS) -s BUILD=build-deb STATIC='$$(LIBS)' PREFIX=/usr DESTDIR=$(CURDIR)/build-deb/root install
	@rm build-deb/root/usr/share/tally/folders
	@sh cli/debian/build.sh $(VERSION) build-deb/root build-deb
	@rm -rf build-deb/root
	@ls build-deb/*.deb

DEPS := gcc g++ libc6-dev locales pkg-config libgsl-dev libhdf5-dev libcsv-dev libglpk-dev libsuitesparse-dev \
        libdeflate-dev libreadstat-dev libxlsxwriter-dev libzip-dev libexpat1-dev libcmocka-dev libgfortran-12-dev libstdc++-12-dev gnuplot-nox fonts-noto-cjk python3
deps: ## installs what is missing, and nothing else
	@sh tests/deps.sh $(DEPS) $(if $(MPI),libopenmpi-dev openmpi-bin)

clean:
	rm -rf build build-* demo gallery

-include $(OBJ_lib:.o=.d) $(OBJ_cli:.o=.d) $(OBJ_ranks:.o=.d) $(wildcard $(BUILD)/cli/office_*.d $(BUILD)/cli/job_*.d $(BUILD)/tests/*.d $(BUILD)/bench/*.d)
