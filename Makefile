# valija.
#   make                builds ./valija
#   make demo [KEEP=1]  the main job on private real mail servers
#   make test           everything; the last line is "N passed, N failed, N skipped"
#   make lint           the house rules, without compiling
#   make asan           make test under ASan and UBSan
#   make deps           installs the Debian packages that compiling and running need
#   make install PREFIX=/usr/local DESTDIR=
#   make fuzz SECONDS=60 FUZZ=fuzz_dte
# demo, test and asan first install what they need besides (tests/deps.sh). mk/*.mk has the rules by subject.
# VARIANT=asan builds into its own folder; ROOMS may be narrowed while working in one room.
ROOMS   ?= base parsers ledger templates store queue console gateway
VARIANT ?= release
B       ?= build/$(VARIANT)
CC      ?= gcc

WARN := -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes \
        -Wwrite-strings -Wcast-qual -Wvla -Wundef -Wnull-dereference -Wimplicit-fallthrough -Wswitch-enum -Werror
OPT.release := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
               -fcf-protection=full -ftrivial-auto-var-init=zero -fPIE
OPT.asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -fPIE
LINK.release := -pie -Wl,-z,relro,-z,now,-z,noexecstack
LINK.asan    := -fsanitize=address,undefined -pie

# libetpan's own flags would link without PIE: it is linked by name.
PKGS    := gmime-3.0 glib-2.0 gio-2.0 libxml-2.0 sqlite3 libcurl gnutls jansson icu-i18n icu-uc libseccomp libarchive \
           libcrypto libcares libpsl opendkim pangocairo libqrencode
CFLAGS_ALL = -std=gnu17 -D_GNU_SOURCE -I. -I$(B)/gen $(WARN) $(OPT.$(VARIANT)) $(PKG_CFLAGS)
PKG_CFLAGS := $(subst -I/,-isystem /,$(shell pkg-config --cflags $(PKGS) 2>/dev/null))
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -letpan -lcsv

# Public targets call make again: side by side, one output after the other, and with libraries that deps just installed.
TOGETHER = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc)) --no-print-directory --output-sync=target
.PHONY: all deps clean
all:
	@pkg-config --exists --print-errors $(PKGS) || { echo "make deps installs what is missing" >&2; exit 1; }
	@+$(MAKE) $(TOGETHER) valija
deps:
	@sh tests/deps.sh build
deps-%:
	@sh tests/deps.sh $*
clean:
	rm -rf build valija $(SANDBOXED)

include $(wildcard mk/*.mk)

# A room may have folders by subject; parsers/sandboxed/ is no part of the program (mk/sandboxed.mk).
SRC  := $(filter-out parsers/sandboxed/%,$(foreach r,$(ROOMS),$(wildcard $(r)/*.c $(r)/*/*.c)))
OBJ  := $(SRC:%.c=$(B)/%.o) $(GEN_OBJ)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<
$(B)/gen/%.o: $(B)/gen/%.c
	@echo "  CC $<"
	@$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# One archive a room, so that a test of a room links that room and those to its left, and nothing to its right. The list
# of its objects is a prerequisite too: what is deleted from the room leaves the archive.
ARCHIVES := $(foreach r,$(ROOMS),$(B)/lib$(r).a)
objects_of = $(filter $(B)/$(1)/%.o,$(OBJ)) $(filter $(B)/gen/$(1)/%.o,$(OBJ))
define ROOM_ARCHIVE
$(B)/lib$(1).names: object-names
	@mkdir -p $$(@D)
	@echo $(call objects_of,$(1)) | cmp -s - $$@ || echo $(call objects_of,$(1)) >$$@
$(B)/lib$(1).a: $(B)/lib$(1).names $(call objects_of,$(1))
	@rm -f $$@
	@ar rcs $$@ $$(filter %.o,$$^)
endef
.PHONY: object-names
$(foreach r,$(ROOMS),$(eval $(call ROOM_ARCHIVE,$(r))))

reverse = $(if $(1),$(call reverse,$(call rest,$(1))) $(firstword $(1)))
rest    = $(wordlist 2,$(words $(1)),$(1))
upto    = $(if $(2),$(firstword $(2)) $(if $(filter $(1),$(firstword $(2))),,$(call upto,$(1),$(call rest,$(2)))))
archives_of = $(call reverse,$(foreach a,$(call upto,$(1),$(ROOMS)),$(B)/lib$(a).a))
ARCHIVES_REVERSED := $(call reverse,$(ARCHIVES))

$(B)/valija: $(ARCHIVES)
	@echo "  LD $@"
	@$(CC) $(LINK.$(VARIANT)) -o $@ -Wl,--whole-archive $(B)/libgateway.a -Wl,--no-whole-archive \
		$(ARCHIVES_REVERSED) $(PKG_LIBS)
valija: $(B)/valija
	@cp -f $< $@

define ROOM_TESTS
$(B)/tests/unit/$(1)/%: $(B)/tests/unit/$(1)/%.o $(call archives_of,$(1))
	@echo "  LD $$@"
	@$$(CC) $$(LINK.$$(VARIANT)) -o $$@ $$< $(call archives_of,$(1)) $$(PKG_LIBS)
endef
$(foreach r,$(ROOMS),$(eval $(call ROOM_TESTS,$(r))))
UNIT_TESTS := $(foreach r,$(ROOMS),$(patsubst %.c,$(B)/%,$(wildcard tests/unit/$(r)/test_*.c)))
test-programs: $(B)/valija $(UNIT_TESTS) $(FLOW_PROGRAMS)
.SECONDARY:

-include $(shell find $(B) -name '*.d' 2>/dev/null)
