# make install: the programs, and what there is of manual pages (docs/man) and systemd units (deploy/systemd).
PREFIX  ?= /usr/local
DESTDIR ?=

.PHONY: install
install: all
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 valija $(SANDBOXED) $(DESTDIR)$(PREFIX)/bin
	@for page in $(wildcard docs/man/*.[1-8]); do \
		install -v -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/} || exit 1; done
	@for unit in $(wildcard deploy/systemd/*); do \
		install -v -D -m 644 $$unit $(DESTDIR)$(PREFIX)/lib/systemd/system/$${unit##*/} || exit 1; done
