#!/bin/sh
# make demo: the main job on private real servers, from the invoice mail to the client's answer.
#   demo.sh VALIJA      KEEP=1 leaves everything running and says how to connect.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
valija=$1
case $valija in /*) ;; *) valija=$top/$valija ;; esac
dir=$(mktemp -d /tmp/valija-demo.XXXXXX)
chmod 755 "$dir"
run_pid=

stop_all()
{
	[ -z "$run_pid" ] || kill "$run_pid" 2>/dev/null || true
	[ -z "$run_pid" ] || wait "$run_pid" 2>/dev/null || true
	sh "$top/tests/servers.sh" stop "$dir/servers" >/dev/null 2>&1 || true
	rm -rf "$dir"
}
fail()
{
	echo "demo: $*" >&2
	tail -n 20 "$dir/valija.log" >&2 2>/dev/null || true
	exit 1
}
trap stop_all EXIT
trap 'exit 130' INT TERM

servers() { sh "$top/tests/servers.sh" "$@"; }
v() { "$valija" -c "$dir/valija.conf" "$@"; }

# until_true SECONDS WHAT COMMAND…: polls until the command succeeds.
until_true()
{
	seconds=$1 what=$2
	shift 2
	end=$(($(date +%s) + seconds))
	until "$@"; do
		[ "$(date +%s)" -lt $end ] || fail "waited $seconds s in vain until $what"
		sleep 0.2
	done
}

write_config()
{
	. "$dir/servers/env"
	printf '%s\n' "$PASSWORD" >"$dir/password"
	chmod 600 "$dir/password"
	cat >"$dir/valija.conf" <<-CONFIG
	[store]
	path = store
	[company andes]
	country = CL
	tax_ids = 76.543.210-3
	name = Viña Ñuble Andes SpA
	from = Cobranza Viña Ñuble <empresa@empresa.test>
	reply_to = empresa@empresa.test
	alerts_to = finanzas@empresa.test
	go_live = 2020-01-01
	policy = demo
	payment_note = Transferencia a la cuenta corriente 000-12345-6 del Banco Demo.
	[company norte]
	country = MX
	tax_ids = MNO100203AB9
	name = Maderas del Norte
	from = Cobranza Maderas <empresa@empresa.test>
	reply_to = empresa@empresa.test
	alerts_to = finanzas@empresa.test
	go_live = 2020-01-01
	policy = demo
	[policy demo]
	# The demo's documents are invented: no tax office has signed them. And it must work at night and on Sundays.
	minimum_trust = unsigned
	confirm = no
	hour_from = 0
	hour_until = 24
	weekdays = 1-7
	[account facturas]
	company = andes
	host = localhost
	port = $IMAPS_PORT
	tls = implicit
	ca_file = $CA_FILE
	user = empresa@empresa.test
	password_file = password
	[relay salida]
	host = localhost
	port = $SUBMISSION_PORT
	tls = starttls
	ca_file = $CA_FILE
	user = empresa@empresa.test
	password_file = password
	[send]
	lookup_seconds = 15
	[run]
	poll_seconds = 2
	CONFIG
}

start_run()
{
	"$valija" -c "$dir/valija.conf" run 2>>"$dir/valija.log" &
	run_pid=$!
}

# mail_worked N: N messages of the mailbox are worked off, none is staged.
mail_worked() { [ "$(v mail list --json | grep -vc '"state":"staged"')" -ge "$1" ]; }
client_has() { [ "$(servers count "$dir/servers" cliente@cliente.test INBOX)" -ge "$1" ]; }
has_note() { v note list --json | grep -q PROMISE; }
moved() { [ "$(servers count "$dir/servers" empresa@empresa.test Cobranza/Promesas 2>/dev/null || echo 0)" -ge 1 ]; }
alerted() { servers list "$dir/servers" finanzas@empresa.test INBOX | grep -q .; }

echo "demo: starting a private Dovecot and Postfix in $dir"
mkdir -p "$dir/servers"
servers user "$dir/servers" finanzas@empresa.test
servers start "$dir/servers" >/dev/null || fail "the servers did not start"
write_config
mv "$dir/valija.conf" "$dir/valija.conf.new"
v init "$dir" >/dev/null
mv "$dir/valija.conf.new" "$dir/valija.conf"
v -q check || fail "the config has a fault"
sh "$here/mails.sh" "$dir/mails"
for mail in "$dir"/mails/*.eml; do
	servers deliver "$dir/servers" dte@empresa.test empresa@empresa.test "$mail" >/dev/null || fail "$mail was refused"
done
echo "demo: six mails are in the company's mailbox; valija run starts"
start_run
until_true 20 "the six mails were worked off" mail_worked 6
v customer set MUE050607CD5 --company norte --contact 'Laura Núñez <cliente@cliente.test>' || fail "no such customer"
until_true 20 "the reminders had reached the client" client_has 2
uid=$(servers list "$dir/servers" cliente@cliente.test INBOX | grep -i 'andes\|1042\|uble' | head -n 1 | cut -f 1)
[ -n "$uid" ] || uid=1
servers show "$dir/servers" cliente@cliente.test INBOX "$uid" >"$dir/reminder.eml"
perl "$here/reply.pl" <"$dir/reminder.eml" >"$dir/reply.eml"
answer_to=$(sed -n 's/^To: //p' "$dir/reply.eml")
servers deliver "$dir/servers" cliente@cliente.test "$answer_to" "$dir/reply.eml" >/dev/null || fail "the answer was refused"
until_true 20 "the answer was a note" has_note
until_true 20 "the answer was moved" moved
until_true 20 "finance had its alert" alerted

cat <<STORY

== What came in (valija mail list)
$(v mail list)

== What is owed (valija invoice list)
$(v invoice list)

== What went to the client (valija queue list)
$(v queue list)

== What the client answered (valija note list)
$(v note list)

== What people must do (valija task list)
$(v task list)

== What is owed by age (valija report ageing)
$(v report ageing)

== The company's own mailbox
$(servers folders "$dir/servers" empresa@empresa.test | grep Cobranza/ | while read -r folder; do
	echo "$folder: $(servers count "$dir/servers" empresa@empresa.test "$folder") message(s)"; done)

== Finance was told
$(servers list "$dir/servers" finanzas@empresa.test INBOX | cut -f 1 | while read -r uid; do
	servers show "$dir/servers" finanzas@empresa.test INBOX "$uid" | "$valija" read - |
		sed -n 's/.*"subject":"\([^"]*\)".*/\1/p'; done)

STORY
if [ -n "${KEEP:-}" ]; then
	. "$dir/servers/env"
	cat <<-KEEP
	Everything goes on running. Connect a mail client:
	  IMAP localhost:$IMAPS_PORT (TLS) or localhost:$IMAP_PORT, SMTP localhost:$SUBMISSION_PORT (STARTTLS)
	  CA $CA_FILE
	  users empresa@empresa.test, cliente@cliente.test, finanzas@empresa.test; password demo-2026
	Look further:
	  $valija -c $dir/valija.conf plan
	  $valija -c $dir/valija.conf invoice show 33-1042
	  $valija -c $dir/valija.conf mail show 1
	The program's log: $dir/valija.log. Press Ctrl-C to stop and remove everything.
	KEEP
	wait "$run_pid"
fi
echo "demo: done. KEEP=1 leaves it running: make demo KEEP=1; then try: valija plan, valija invoice show 33-1042, valija mail show 1"
