#!/bin/sh
# A mailbox that is full, on a real Dovecot that cannot MOVE: answers that cannot be copied into their folder wait for room,
# nothing else waits for them, and a person hears of it once.
. "$(dirname "$0")/job.sh"
unset VALIJA_TEST_PG
job_begin refused
IMAP_CAPABILITY='IMAP4rev1 SASL-IR LITERAL+ IDLE NAMESPACE UIDPLUS'
export IMAP_CAPABILITY
job_servers
job_config servers
user=empresa@empresa.test
noon=$(date +%F)T12:00:00Z
at() { date -d "$noon + $1 seconds" +%FT%TZ; }
count_in() { servers count "$base/s" $user "$1"; }
alerts() { v alert list --all --json | json kind=not-filed open kind subject | tr '\t' ' '; }
moves() { sqlite3 "$base/store/valija.db" "SELECT state FROM job WHERE lane = 'imap:facturas'"; }

deliver "$base/mails/1-dte-33.eml"
servers drain "$base/s"
v --now "$(at -60)" once all 2>/dev/null
servers drain "$base/s"
uid=$(servers list "$base/s" cliente@cliente.test INBOX | tail -n 1 | cut -f 1)
servers show "$base/s" cliente@cliente.test INBOX "$uid" | perl "$root/tests/demo/reply.pl" >"$base/reply.eml"
deliver "$base/reply.eml" "$(sed -n 's/^To: //p' "$base/reply.eml")"
servers drain "$base/s"
v --now "$(at -30)" once fetch 2>/dev/null
v --now "$(at -30)" once work 2>/dev/null
is "$(moves)" "ready
ready" "an answer and our own copy are to be moved"
cp "$base/s/dovecot/dovecot.conf" "$base/dovecot.conf"
printf 'mail_plugins = quota\nplugin {\n quota = count:User quota\n quota_vsizes = yes\n quota_rule = *:messages=1\n}\n' \
	>>"$base/s/dovecot/dovecot.conf"
servers doveadm "$base/s" reload
status 0 "a mailbox that is full is no fault of the pass" "$valija" -c "$base/valija.conf" --now "$(at 0)" once fetch
like "$(cat "$base/err")" "*event=move-retry account=facturas reason=*the mailbox is full*" "each refusal is said"
is "$(moves)" "ready
ready" "the moves wait"
is "$(alerts)" "true not-filed facturas" "a person hears of it"
v --now "$(at 10000)" once fetch 2>/dev/null
is "$(v queue list --json | json kind=alert step=~not-filed | lines)" 1 "once"
is "$(count_in INBOX)" 3 "the answers are where they were"
cp "$base/dovecot.conf" "$base/s/dovecot/dovecot.conf"
servers doveadm "$base/s" reload
v --now "$(at 20000)" once fetch 2>/dev/null
is "$(moves)" "sent
sent" "with room they are moved"
is "$(count_in INBOX) $(count_in Cobranza/Promesas)" "1 1" "to where they belong"
is "$(alerts)" "false not-filed facturas" "and the alert is over"
job_finish
