# make install: the programs, their manual pages (made from their own help and config) and systemd units.
PREFIX  ?= /usr/local
DESTDIR ?=

$(B)/man/valija.1: $(B)/valija mk/man.pl
	@mkdir -p $(@D)
	@perl mk/man.pl $< $(@D)

.PHONY: install
install: all
	@$(MAKE) --no-print-directory $(B)/man/valija.1
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 valija $(SANDBOXED) $(DESTDIR)$(PREFIX)/bin
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 $(B)/man/valija.1
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man5 $(B)/man/valija.conf.5
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	@for unit in deploy/systemd/*; do \
		sed 's|@PREFIX@|$(PREFIX)|g' $$unit >$(DESTDIR)$(PREFIX)/lib/systemd/system/$${unit##*/} || exit 1; done
