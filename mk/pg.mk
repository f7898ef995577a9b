# PostgreSQL: libpq is linked unless make is run with PG=0; then a postgresql:// URL as store is refused.
PG ?= 1
PG_STAMP := $(B)/gen/pg-$(PG)

ifneq ($(PG),0)
PKGS += libpq
$(B)/store/sql_pg.o: PKG_CFLAGS += -DVALIJA_PG $(subst -I/,-isystem /,$(shell pkg-config --cflags libpq 2>/dev/null))
PKG_LIBS += $(shell pkg-config --libs libpq 2>/dev/null)
endif

# A build folder may be used with and without.
$(B)/store/sql_pg.o: $(PG_STAMP)
$(PG_STAMP):
	@mkdir -p $(@D)
	@rm -f $(B)/gen/pg-*
	@touch $@
