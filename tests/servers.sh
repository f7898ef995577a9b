#!/bin/sh
# Private real mail servers for the demo and the tests: Dovecot (IMAP, LMTP, SASL) and Postfix, on loopback
# ports of their own, with all they own under one folder. No system instance is read, written or needed.
#
#   servers.sh start DIR                    starts both, waits until they answer, writes DIR/env (for sh)
#   servers.sh stop DIR                     ends both and waits until no process of theirs is left; DIR stays
#   servers.sh deliver DIR FROM RCPT FILE   hands a mail to Postfix by SMTP; fails when it is refused
#   servers.sh drain DIR                    waits until Postfix's queue is empty (at most 30 s)
#   servers.sh user DIR ADDRESS [PASSWORD]  adds a mailbox, any time
#   servers.sh folders DIR USER             the folders of a mailbox, one a line
#   servers.sh list DIR USER FOLDER         one line a message: UID, size, Message-ID, Subject (tabs between)
#   servers.sh count DIR USER FOLDER        how many messages
#   servers.sh show DIR USER FOLDER UID     the raw message
#   servers.sh hand DIR USER VERB …         what a person does with a mail program (imap_hand.pl)
#   servers.sh doveadm DIR ARGUMENT…        anything else
#
# DIR: short, absolute, under /tmp or /var/tmp, so that the servers' users can reach it. Before start,
# DIR/users may hold more mailboxes (passwd-file: address:{PLAIN}password::::::). In the environment,
# DELIMITER=. chooses the folder delimiter, IMAP_CAPABILITY=… what the IMAP server claims to be able to do;
# INTROSPECTION=URL lets people log in by OAUTH_MECHANISMS with the tokens that this server knows; IMAP_SERVER=cyrus
# starts Cyrus in Dovecot's place (cyrus.sh).
# Needs root (else it runs itself by sudo -n). Exit 77: Dovecot, Postfix or openssl is not installed.
set -eu
umask 022
LC_ALL=C.UTF-8
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH

here=$(cd "$(dirname "$0")" && pwd)

die()
{
	echo "servers.sh: $*" >&2
	exit 1
}

need()
{
	for command in dovecot doveadm postfix postconf openssl perl; do
		command -v "$command" >/dev/null && continue
		echo "servers.sh: $command is not installed" \
			"(apt-get install dovecot-imapd dovecot-lmtpd postfix openssl)" >&2
		exit 77
	done
}

as_root()
{
	[ "$(id -u)" != 0 ] || return 0
	sudo -n true 2>/dev/null ||
		die "the servers must be started as root: run this as root or allow sudo without a password"
	exec sudo -n DELIMITER="${DELIMITER:-}" IMAP_CAPABILITY="${IMAP_CAPABILITY:-}" \
		INTROSPECTION="${INTROSPECTION:-}" OAUTH_MECHANISMS="${OAUTH_MECHANISMS:-}" IMAP_SERVER="${IMAP_SERVER:-}" \
		CYRUS_ROOT="${CYRUS_ROOT:-}" CYRUS_NAMESPACE="${CYRUS_NAMESPACE:-}" sh "$here/servers.sh" "$@"
}

# Numbers of free loopback ports outside the ephemeral range.
free_ports()
{
	perl -MIO::Socket::INET -e '
		my ($n, @held) = (shift);
		for (my $tries = 0; @held < $n && $tries < 500; $tries++) {
			my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1",
				LocalPort => 20000 + int rand 12000, Proto => "tcp", Listen => 1) or next;
			push @held, $s;
		}
		die "no free ports\n" if @held < $n;
		print join(" ", map { $_->sockport } @held), "\n";' "$1"
}

# Waits until every port answers with a greeting (TLS ports: accepts).
wait_ports()
{
	perl -MIO::Socket::INET -e '
		for my $port (@ARGV) {
			my $end = time + 20;
			until (IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port", Timeout => 2)) {
				exit 1 if time > $end;
				select undef, undef, undef, 0.05;
			}
		}' "$@"
}

make_certificates()
{
	tls=$1
	[ ! -f "$tls/server.pem" ] || return 0
	mkdir -p "$tls"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
		-subj "/CN=Test CA $$" -keyout "$tls/ca.key" -out "$tls/ca.pem" 2>/dev/null
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
		-keyout "$tls/server.key" -out "$tls/server.csr" 2>/dev/null
	printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' >"$tls/ext"
	openssl x509 -req -in "$tls/server.csr" -CA "$tls/ca.pem" -CAkey "$tls/ca.key" -CAcreateserial \
		-days 3650 -extfile "$tls/ext" -out "$tls/server.pem" 2>/dev/null
	chmod 600 "$tls/ca.key" "$tls/server.key"
}

add_user()
{
	case $2 in *[!a-z0-9.@_-]*) die "not a plain address: $2" ;; esac
	! grep -qs "^$2:" "$1/users" || return 0
	printf '%s:{PLAIN}%s::::::\n' "$2" "$3" >>"$1/users"
	[ "${IMAP_SERVER:-}" != cyrus ] || { cyrus_user "$@"; return; }
	[ -f "$1/dovecot.running" ] || return 0
	tries=0
	until private_doveadm user "$2" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt 50 ] || die "$2 is not known after 5 s"
		sleep 0.1
	done
}

dovecot_config()
{
	cat <<-CONFIG
	base_dir = $dir/dovecot/run
	state_dir = $dir/dovecot/state
	log_path = $dir/dovecot.log
	listen = 127.0.0.1 127.0.0.2
	protocols = imap lmtp
	ssl = yes
	ssl_cert = <$dir/tls/server.pem
	ssl_key = <$dir/tls/server.key
	disable_plaintext_auth = no
	auth_mechanisms = plain login${INTROSPECTION:+ ${OAUTH_MECHANISMS:-xoauth2 oauthbearer}}
	auth_failure_delay = 0
	auth_username_format = %Lu
	recipient_delimiter = +
	first_valid_uid = 1
	mail_location = maildir:$dir/mail/%u
	mail_uid = mail
	mail_gid = mail
	mail_fsync = never
	mailbox_list_index = no
	mailbox_idle_check_interval = 1 secs
	mail_max_userip_connections = 200
	lmtp_save_to_detail_mailbox = no
	lmtp_hdr_delivery_address = none
	lmtp_add_received_header = yes
	submission_host =
	${IMAP_CAPABILITY:+imap_capability = $IMAP_CAPABILITY}
	namespace inbox {
		inbox = yes
		separator = ${DELIMITER:-/}
		mailbox Sent {
			auto = subscribe
			special_use = \\Sent
		}
	}
	${INTROSPECTION:+passdb {
		driver = oauth2
		mechanisms = ${OAUTH_MECHANISMS:-xoauth2 oauthbearer}
		args = $dir/dovecot/oauth2.conf
	\}}
	passdb {
		driver = passwd-file
		args = scheme=PLAIN username_format=%u $dir/users
	}
	userdb {
		driver = passwd-file
		args = username_format=%u $dir/users
		default_fields = uid=mail gid=mail home=$dir/mail/%u
	}
	service imap-login {
		inet_listener imap {
			port = $imap
		}
		inet_listener imaps {
			port = $imaps
			ssl = yes
		}
	}
	service lmtp {
		unix_listener lmtp {
			mode = 0666
		}
	}
	service auth {
		unix_listener auth-smtp {
			mode = 0666
		}
	}
	service anvil {
		unix_listener anvil-auth-penalty {
			mode = 0
		}
	}
	CONFIG
}

postfix_main()
{
	cat <<-CONFIG
	compatibility_level = 3.6
	queue_directory = $dir/postfix/spool
	data_directory = $dir/postfix/data
	maillog_file_prefixes = $dir
	maillog_file = $dir/postfix.log
	syslog_name = postfix
	myhostname = mail.empresa.test
	mydestination =
	mynetworks = 127.0.0.0/8
	inet_interfaces = 127.0.0.1
	inet_protocols = ipv4
	smtp_dns_support_level = disabled
	smtpd_peername_lookup = no
	alias_maps =
	alias_database =
	local_recipient_maps =
	local_transport = error:5.1.1 no such mailbox here
	default_transport = error:5.1.2 this test server knows only domains that end in .test
	virtual_mailbox_domains = regexp:$dir/postfix/etc/domains
	virtual_transport = lmtp:unix:$dir/dovecot/run/lmtp
	recipient_delimiter = +
	biff = no
	message_size_limit = 60000000
	mailbox_size_limit = 0
	virtual_mailbox_limit = 0
	smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
	smtpd_sasl_type = dovecot
	smtpd_sasl_path = $dir/dovecot/run/auth-smtp
	smtpd_tls_cert_file = $dir/tls/server.pem
	smtpd_tls_key_file = $dir/tls/server.key
	smtpd_tls_security_level = may
	smtpd_client_connection_rate_limit = 0
	smtpd_client_connection_count_limit = 0
	lmtp_destination_recipient_limit = 1
	smtputf8_autodetect_classes = all
	minimal_backoff_time = 5s
	maximal_backoff_time = 10s
	queue_run_delay = 5s
	in_flow_delay = 0
	CONFIG
}

postfix_master()
{
	auth="-o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes"
	auth="$auth -o smtpd_relay_restrictions=permit_sasl_authenticated,reject"
	cat <<-CONFIG
	127.0.0.1:$smtp inet n - n - - smtpd
	127.0.0.1:$submission inet n - n - - smtpd -o smtpd_tls_security_level=encrypt $auth
	127.0.0.1:$smtps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes $auth
	cleanup unix n - n - 0 cleanup
	qmgr unix n - n 300 1 qmgr
	tlsmgr unix - - n 1000? 1 tlsmgr
	rewrite unix - - n - - trivial-rewrite
	bounce unix - - n - 0 bounce
	defer unix - - n - 0 bounce
	trace unix - - n - 0 bounce
	verify unix - - n - 1 verify
	flush unix n - n 1000? 0 flush
	proxymap unix - - n - - proxymap
	proxywrite unix - - n - 1 proxymap
	smtp unix - - n - - smtp
	relay unix - - n - - smtp
	showq unix n - n - - showq
	error unix - - n - - error
	retry unix - - n - - error
	discard unix - - n - - discard
	lmtp unix - - n - - lmtp flags=DO
	anvil unix - - n - 1 anvil
	scache unix - - n - 1 scache
	postlog unix-dgram n - n - 1 postlogd
	CONFIG
}

# A process is ours when it has the start time that was written down with its number: numbers are reused.
start_time()
{
	sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
}

remember()
{
	tries=0
	until [ -s "$1" ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || return 1
		sleep 0.05
	done
	pid=$(tr -dc 0-9 <"$1")
	echo "$pid $(start_time "$pid")" >"$2"
}

# The processes of a session: its leader (a server's master) and all it started.
session_pids()
{
	for stat in /proc/[0-9]*/stat; do
		line=$(sed 's/^.*) //' "$stat" 2>/dev/null) || continue
		case $line in Z*) continue ;; esac
		[ "$(echo "$line" | cut -d' ' -f4)" != "$1" ] || basename "$(dirname "$stat")"
	done
}

end_server()
{
	[ -f "$1" ] || return 0
	read -r pid began <"$1" || true
	[ -z "$pid" ] || [ "$(start_time "$pid")" != "$began" ] || kill -TERM "$pid" 2>/dev/null || true
	tries=0
	while left=$(session_pids "$pid") && [ -n "$left" ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || kill -KILL $left 2>/dev/null || true
		[ $tries -lt 150 ] || die "cannot end $(echo $left)"
		sleep 0.1
	done
	rm -f "$1"
}

stop_servers()
{
	end_server "$dir/postfix.running"
	end_server "$dir/dovecot.running"
}

oauth2_config()
{
	cat <<-CONFIG
	introspection_url = $INTROSPECTION
	introspection_mode = post
	force_introspection = yes
	username_attribute = username
	active_attribute = active
	active_value = true
	CONFIG
}

start_dovecot()
{
	[ -z "${INTROSPECTION:-}" ] || oauth2_config >"$dir/dovecot/oauth2.conf"
	dovecot_config >"$dir/dovecot/dovecot.conf"
	rm -f "$dir/dovecot/run/master.pid"
	dovecot -c "$dir/dovecot/dovecot.conf" 2>"$dir/dovecot.start" || return 1
	remember "$dir/dovecot/run/master.pid" "$dir/dovecot.running"
}

start_postfix()
{
	postfix_main >"$dir/postfix/etc/main.cf"
	postfix_master >"$dir/postfix/etc/master.cf"
	[ "${IMAP_SERVER:-}" != cyrus ] || cyrus_postfix
	echo '/\.test$/ OK' >"$dir/postfix/etc/domains"
	postfix -c "$dir/postfix/etc" start >"$dir/postfix.start" 2>&1 || return 1
	remember "$dir/postfix/spool/pid/master.pid" "$dir/postfix.running"
}

write_env()
{
	cat >"$dir/env" <<-ENV
	SERVERS_DIR='$dir'
	SERVERS_HOST='127.0.0.1'
	IMAP_PORT='$imap'
	IMAPS_PORT='$imaps'
	SMTP_PORT='$smtp'
	SUBMISSION_PORT='$submission'
	SMTPS_PORT='$smtps'
	CA_FILE='$dir/tls/ca.pem'
	COMPANY_USER='empresa@empresa.test'
	CLIENT_USER='cliente@cliente.test'
	PASSWORD='demo-2026'
	PASSWORD_FILE='$dir/password'
	ENV
	(umask 077; echo demo-2026 >"$dir/password")
	[ -z "${SUDO_UID:-}" ] || chown "$SUDO_UID" "$dir/password"
}

try_start()
{
	set -- $(free_ports 5)
	imap=$1 imaps=$2 smtp=$3 submission=$4 smtps=$5
	case ${IMAP_SERVER:-} in
	cyrus) start_cyrus ;;
	*) start_dovecot ;;
	esac && start_postfix && wait_ports "$@"
}

start_servers()
{
	[ ! -f "$dir/dovecot.running" ] || die "already started in $dir"
	mkdir -p "$dir/dovecot" "$dir/postfix/etc" "$dir/postfix/spool" "$dir/postfix/data" "$dir/mail"
	chmod go+x "$dir"
	chown mail:mail "$dir/mail"
	chown postfix "$dir/postfix/data"
	make_certificates "$dir/tls"
	add_user "$dir" empresa@empresa.test demo-2026
	add_user "$dir" cliente@cliente.test demo-2026
	tries=0
	until try_start; do
		stop_servers
		tries=$((tries + 1))
		if [ $tries -ge 3 ]; then
			cat "$dir/dovecot.start" "$dir/postfix.start" 2>/dev/null >&2 || true
			tail -n 5 "$dir/dovecot.log" "$dir/postfix.log" 2>/dev/null >&2 || true
			die "the servers do not start"
		fi
	done
	write_env
}

drain_queue()
{
	tries=0
	cd "$dir/postfix/spool"
	while [ -n "$(find maildrop incoming active deferred -type f 2>/dev/null)" ]; do
		tries=$((tries + 1))
		[ $tries -lt 300 ] || die "mails are still queued after 30 s (see $dir/postfix.log)"
		sleep 0.1
	done
}

private_doveadm()
{
	doveadm -c "$dir/dovecot/dovecot.conf" -o log_path=/dev/stderr "$@"
}

list_mails()
{
	# doveadm's tabs would be lost on empty headers: one field a line, joined here.
	fields='uid size.physical hdr.message-id hdr.subject'
	private_doveadm -f pager fetch -u "$1" "$fields" mailbox "$2" all |
		awk 'BEGIN { OFS = "\t" }
			function flush() {
				if (uid != "") print uid, size, id, subject
				uid = id = subject = ""
			}
			/^uid: / { flush(); uid = substr($0, 6) }
			/^size.physical: / { size = substr($0, 16) }
			/^hdr.message-id: / { id = substr($0, 17) }
			/^hdr.subject: / { subject = substr($0, 14) }
			END { flush() }'
}

by_hand()
{
	user=$1
	shift
	(. "$dir/env" && perl "$here/imap_hand.pl" "$IMAP_PORT" "$user" "$PASSWORD" "$@")
}

[ "${IMAP_SERVER:-}" != cyrus ] || . "$here/cyrus.sh"
need
[ $# -ge 2 ] || die "usage: servers.sh start|stop|deliver|drain|user|folders|list|count|show|hand|doveadm DIR …"
as_root "$@"
verb=$1
dir=$2
shift 2
case $dir in
/*) [ ${#dir} -le 60 ] || die "folder name too long for socket paths: $dir" ;;
*) die "the folder must be an absolute path: $dir" ;;
esac
case $dir in *[!A-Za-z0-9._/-]*) die "only letters, digits and ._-/ in the folder's name: $dir" ;; esac

case ${IMAP_SERVER:-}:$verb in
cyrus:folders | cyrus:list | cyrus:count | cyrus:show)
	user=$1
	shift
	set -- "$user" "$verb" "$@"
	verb=hand
	;;
esac
case $verb in
start) start_servers ;;
stop) stop_servers ;;
deliver) . "$dir/env" && perl "$here/deliver.pl" "$SERVERS_HOST" "$SMTP_PORT" "$@" ;;
drain) drain_queue ;;
user) add_user "$dir" "$1" "${2:-demo-2026}" ;;
folders) private_doveadm mailbox list -u "$1" ;;
list) list_mails "$1" "$2" ;;
count) private_doveadm -f flow mailbox status -u "$1" messages "$2" | sed 's/^.*messages=//' ;;
show) private_doveadm -f pager fetch -u "$1" text mailbox "$2" uid "$3" | sed '1{/^text:$/d}' ;;
hand) by_hand "$@" ;;
doveadm) private_doveadm "$@" ;;
*) die "unknown command $verb" ;;
esac
