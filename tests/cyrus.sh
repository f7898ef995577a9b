# Cyrus in Dovecot's place; sourced by servers.sh when IMAP_SERVER=cyrus. Debian's packages exclude each other, so these are
# unpacked into CYRUS_ROOT (make test-cyrus) and run from there. CYRUS_NAMESPACE=classic: "." between levels, and every
# folder below "INBOX."; else "/" and beside it.

cyrus_run()
{
	CYRUS_USER=mail LD_LIBRARY_PATH="$CYRUS_ROOT/usr/lib/$(uname -m)-linux-gnu:$CYRUS_ROOT/usr/lib/cyrus" "$@"
}

cyrus_user()
{
	printf '%s' "$3" | cyrus_run "$CYRUS_ROOT/usr/sbin/saslpasswd2" -f "$1/sasldb2" -c -p -u "${2#*@}" "${2%@*}"
	# The servers' users read it.
	chmod 644 "$1/sasldb2"
}

cyrus_imapd_conf()
{
	classic=no modern=yes
	[ "${CYRUS_NAMESPACE:-modern}" = modern ] || { classic=yes modern=no; }
	cat <<-CONFIG
	configdirectory: $dir/cyrus
	partition-default: $dir/mail
	defaultpartition: default
	servername: localhost
	admins: cyrus
	virtdomains: userid
	unixhierarchysep: $modern
	altnamespace: $modern
	autocreate_users: anyone
	autocreate_quota: 0
	autocreate_post: yes
	autocreate_inbox_folders: Sent
	lmtp_downcase_rcpt: yes
	allowplaintext: yes
	sasl_pwcheck_method: auxprop
	sasl_auxprop_plugin: sasldb
	sasl_sasldb_path: $dir/sasldb2
	sasl_mech_list: PLAIN LOGIN
	tls_server_cert: $dir/tls/server.pem
	tls_server_key: $dir/tls/server.key
	maxlogins_per_user: 0
	CONFIG
}

cyrus_conf()
{
	bin=$CYRUS_ROOT/usr/lib/cyrus/bin
	cat <<-CONFIG
	START {
		recover cmd="$bin/ctl_cyrusdb -C $dir/imapd.conf -r"
	}
	SERVICES {
		imap cmd="$bin/imapd -C $dir/imapd.conf -U 30" listen="127.0.0.1:$imap" proto=tcp4 prefork=0
		imaps cmd="$bin/imapd -C $dir/imapd.conf -s -U 30" listen="127.0.0.1:$imaps" proto=tcp4 prefork=0
		lmtp cmd="$bin/lmtpd -C $dir/imapd.conf -a" listen="127.0.0.1:$lmtp" proto=tcp4 prefork=0
	}
	DAEMON {
		idled cmd="$bin/idled -d -C $dir/imapd.conf"
	}
	CONFIG
}

# sets lmtp; Postfix then hands to it what it takes.
start_cyrus()
{
	[ -x "$CYRUS_ROOT/usr/sbin/cyrmaster" ] || die "CYRUS_ROOT has no Cyrus: make test-cyrus unpacks one"
	lmtp=$(free_ports 1)
	mkdir -p "$dir/cyrus/socket" "$dir/mail"
	chown -R mail:mail "$dir/cyrus" "$dir/mail"
	chmod 644 "$dir/tls/server.key"
	cyrus_imapd_conf >"$dir/imapd.conf"
	cyrus_conf >"$dir/cyrus.conf"
	rm -f "$dir/cyrus/master.pid"
	cyrus_run setsid "$CYRUS_ROOT/usr/sbin/cyrmaster" -d -C "$dir/imapd.conf" -M "$dir/cyrus.conf" \
		-p "$dir/cyrus/master.pid" >"$dir/dovecot.start" 2>&1 || return 1
	remember "$dir/cyrus/master.pid" "$dir/dovecot.running"
}

# Who sends logs in to Postfix with the same passwords.
cyrus_postfix()
{
	postconf -c "$dir/postfix/etc" -e "virtual_transport = lmtp:inet:127.0.0.1:$lmtp" smtpd_sasl_type=cyrus \
		smtpd_sasl_path=smtpd "cyrus_sasl_config_path = $dir/postfix/etc/sasl"
	mkdir -p "$dir/postfix/etc/sasl"
	cat >"$dir/postfix/etc/sasl/smtpd.conf" <<-CONFIG
	pwcheck_method: auxprop
	auxprop_plugin: sasldb
	sasldb_path: $dir/sasldb2
	mech_list: PLAIN LOGIN
	CONFIG
}
