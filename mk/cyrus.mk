# The main job, mails of unknown fate and the folders that people sort answers into, on Cyrus in place of Dovecot, in
# both of its namespaces. Not part of make test. Debian's cyrus-imapd and dovecot-imapd exclude each other: its packages
# are fetched and unpacked here, and nothing is installed.
CYRUS_ROOT  := $(CURDIR)/build/cyrus
CYRUS_DEBS  := cyrus-common cyrus-imapd libical3 libxapian30 libzephyr4 libwrap0 sasl2-bin
CYRUS_TESTS := main_job folders_imap sent_copy tray_watched

$(CYRUS_ROOT)/usr/sbin/cyrmaster:
	@mkdir -p $(CYRUS_ROOT)/packages
	@cd $(CYRUS_ROOT)/packages && apt-get -q download $(CYRUS_DEBS)
	@for package in $(CYRUS_ROOT)/packages/*.deb; do dpkg-deb -x $$package $(CYRUS_ROOT) || exit 1; done
	@touch $@

.PHONY: test-cyrus
test-cyrus: deps-test $(CYRUS_ROOT)/usr/sbin/cyrmaster
	@+$(MAKE) $(TOGETHER) valija $(B)/tests/smtp_sink
	@export IMAP_SERVER=cyrus CYRUS_ROOT=$(CYRUS_ROOT); for namespace in modern classic; do \
		echo "namespace: $$namespace"; export CYRUS_NAMESPACE=$$namespace; \
		$(RUN_TESTS) $(CYRUS_TESTS:%=tests/flow/test_%.sh) </dev/null || exit 1; done
