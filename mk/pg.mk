# PostgreSQL: libpq is linked unless make is run with PG=0; then a postgresql:// URL as store is refused.
PG ?= 1

ifneq ($(PG),0)
PKGS += libpq
PG_OBJ := $(B)/store/sql_pg.o $(B)/store/pg_connect.o
$(PG_OBJ): PKG_CFLAGS += -DVALIJA_PG $(subst -I/,-isystem /,$(shell pkg-config --cflags libpq 2>/dev/null))
PKG_LIBS += $(shell pkg-config --libs libpq 2>/dev/null)
endif

# A build folder may be used with and without: the word in this file is written anew when it changes.
$(B)/store/sql_pg.o $(B)/store/pg_connect.o: $(B)/gen/pg.flag
.PHONY: pg-flag
$(B)/gen/pg.flag: pg-flag
	@mkdir -p $(@D)
	@echo $(PG) | cmp -s - $@ || echo $(PG) >$@
