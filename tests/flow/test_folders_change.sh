#!/bin/sh
# What other people and servers do to a mailbox while we read it, on a real Dovecot.
. "$(dirname "$0")/job.sh"
job_begin servers
job_servers
job_config servers
cl=CL:76543210-3:33:1042
user=empresa@empresa.test

pass()
{
	v "$@" once all 2>>"$base/log"
	servers drain "$base/s"
}
passes() { pass "$@" && pass "$@"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
in_folder() { servers count "$base/s" $user "$1" 2>/dev/null || echo 0; }
# The folder gets another UIDVALIDITY, as after a move to another server.
renumber()
{
	as_root sh -c "rm -f '$base/s/mail/$user/$1'/dovecot-uidlist '$base/s/mail/$user/$1'/dovecot.index*"
	sleep 1.1 # UIDVALIDITY is a second
	in_folder "${2:-INBOX}" >/dev/null
}
validities() { v mail list --json | json folder=INBOX uidvalidity | sort -u | lines; }

deliver "$base/mails/1-dte-33.eml"
passes
servers show "$base/s" cliente@cliente.test INBOX 1 >"$base/reminder.eml"
perl "$root/tests/demo/reply.pl" <"$base/reminder.eml" >"$base/reply.eml"
deliver "$base/reply.eml" "$(sed -n 's/^To: //p' "$base/reply.eml")"
servers drain "$base/s"
v once fetch
v once work
renumber ""
passes
passes
is "$(validities)" 2 "the inbox was numbered anew"
is "$(v export invoices | lines)" 1 "the invoice is known by its bytes"
is "$(v note list --json | lines)" 1 "the answer too"
is "$(in_folder Cobranza/Promesas)" 1 "which was not moved yet, and is now"
is "$(in_folder INBOX)" 1 "and no more in the inbox"
is "$(v export events | json kind=reply-moved actor)" "" "nobody is said to have moved it"

renumber .Cobranza.Promesas Cobranza/Promesas
renumber Cobranza/Promesas Cobranza/Promesas
rows=$(v mail list --json | lines)
passes
is "$(v mail list --json | lines)" "$rows" "its folder numbered anew: nothing happens"
is "$(v export events | json kind=reply-moved actor)" "" "to nobody"

held=$(v invoice show 33-1042 --json | json state hold.reason)
servers hand "$base/s" $user rename Cobranza/Promesas Archivo
servers hand "$base/s" $user remove Cobranza/Pagos
status 0 "folders that people renamed and removed are no fault" "$valija" -q -c "$base/valija.conf" once fetch
passes
is "$(v invoice show 33-1042 --json | json state hold.reason)" "$held" "and change nothing"
is "$(servers folders "$base/s" $user | grep -c '^Cobranza/P')" 0 "nor are they made again"
servers hand "$base/s" $user rename Archivo Cobranza/Promesas
passes
is "$(v mail list --json | lines)" "$rows" "and back again"

# others expunge while we fetch
mkdir "$base/new"
perl -e 'for my $i (1 .. 400) { open my $f, ">", "$ARGV[0]/1700000000.M${i}P1.h" or die; print $f
	"From: <a\@uno.test>\r\nTo: $ARGV[1]\r\nSubject: n $i\r\nMessage-ID: <n$i\@uno.test>\r\n\r\nhola $i\r\n" }' \
	"$base/new" $user
as_root chown mail:mail "$base"/new/*
as_root mv "$base"/new/* "$base/s/mail/$user/new/"
in_folder INBOX >/dev/null
sed -i 's/^poll_seconds.*/&\nwindow_messages = 7/' "$base/valija.conf"
printf "[inbound]\nsender_hour = 0\n" >>"$base/valija.conf"
v once fetch 2>>"$base/log" &
fetching=$!
for i in 3 1 9 7; do
	servers hand "$base/s" $user empty INBOX "n ${i}0"
	servers hand "$base/s" $user empty INBOX "n $i"
done
wait $fetching
is $? 0 "messages are expunged by others while they are fetched"
v once fetch
left=$(servers list "$base/s" $user INBOX | cut -f 4 | sort)
v once work 2>>"$base/log"
v mail list --json | json folder=INBOX subject | sort -u >"$base/known"
is "$(printf '%s\n' "$left" | comm -23 - "$base/known")" "" "every message that is left has its row"
passes --now "$(date -u -d '+1 day' +%FT15:00:00Z)"
is "$(v queue list --json | json kind=alert step=~receipt-book | lines)" 0 "and the book agrees"

# the folder that is read is gone: told, and never made
sed -i 's/^company = andes$/&\ninbox = Facturas/' "$base/valija.conf"
status 1 "a folder to read from that is not there stops the account" "$valija" -q -c "$base/valija.conf" once fetch
like "$(cat "$base/err")" "*Facturas*" "and is named"
is "$(servers folders "$base/s" $user | grep -c Facturas)" 0 "it is not made"
job_finish
