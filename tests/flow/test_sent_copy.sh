#!/bin/sh
# The copy of a mail of unknown fate that a filter or the provider put into a folder of sent mail: it is found there, and
# the mail is not sent again. On a real Dovecot and on a folder, with a relay that takes mails and loses its answer.
. "$(dirname "$0")/job.sh"
[ -x "$bin/tests/smtp_sink" ] || make -s -C "$root" "${bin#"$root"/}/tests/smtp_sink" >&2 || exit 1
job_begin sentcopy
job_servers
noon=$(date +%F)T12:00:00Z
user=empresa@empresa.test
relay=
cases=0
trap 'kill $relay 2>/dev/null; job_clean' EXIT
at() { date -d "$noon + $1 seconds" +%FT%TZ; }
once() { v --now "$(at "$1")" once "$2" 2>>"$base/log"; }
reminder() { v queue list --json | json kind=reminder "$@"; }
taken() { grep -cF "$(reminder message_id)" "$base/r/accepted" 2>/dev/null || true; }

# case_of CHANNEL: one reminder that the relay took and never said so.
case_of()
{
	[ -z "$relay" ] || { kill $relay && wait $relay; } 2>/dev/null
	rm -rf "$base/store" "$base/r" "$base/inbox" "$base/valija.conf"
	mkdir "$base/r"
	job_config "$1"
	"$bin/tests/smtp_sink" "$base/r" dot:lose &
	relay=$!
	until_true 5 test -s "$base/r/port"
	perl -0pi -e 's/(\[relay salida\]\n).*?(?=\[)/$1host = 127.0.0.1\nport = '"$(cat "$base/r/port")"'\ntls = none\nauth = none\n/s' "$base/valija.conf"
	cases=$((cases + 1)) # a server that knows the Message-ID already may drop it: Cyrus does
	sed "s/^Message-ID: </&n$cases./" "$base/mails/1-dte-33.eml" >"$base/invoice.eml"
	deliver "$base/invoice.eml"
	[ "$1" = folder ] || servers drain "$base/s"
	once 0 fetch
	once 0 work
	once 0 send
	is "$(reminder state) $(taken)" "uncertain 1" "$1: nobody knows"
	printf 'Message-ID: <%s>\r\nSubject: copia\r\n\r\nhola\r\n' "$(reminder message_id | tr -d '<>')" >"$base/copy.eml"
}

case_of servers
once 5 fetch
is "$(reminder state)" uncertain "no copy yet"
servers hand "$base/s" $user make Cobranza/Enviados 2>/dev/null
servers hand "$base/s" $user save Cobranza/Enviados "$base/copy.eml"
status 0 "the mailbox is looked through" "$valija" -c "$base/valija.conf" --now "$(at 10)" once fetch
is "$(reminder state)" sent "the copy that a filter filed there is found"
like "$(cat "$base/err")" "*copy-found*folder=Cobranza/Enviados*" "and said"
once 60 all
once 600 all
is "$(taken)" 1 "it is not sent again"
is "$(servers count "$base/s" $user Cobranza/Enviados)" 1 "the copy lies where it was"

servers hand "$base/s" $user empty '*'
case_of servers
sed -i 's/^company = andes$/&\nsent = [Gmail]\/Enviados/' "$base/valija.conf"
servers hand "$base/s" $user make '[Gmail]/Enviados'
servers hand "$base/s" $user save '[Gmail]/Enviados' "$base/copy.eml"
once 5 send
is "$(reminder state)" uncertain "send alone knows nothing"
once 100 send
is "$(reminder state) $(taken)" "uncertain 1" "and waits until the folder was looked through"
once 110 fetch
is "$(reminder state) $(taken)" "sent 1" "the provider's folder, where it is named"

servers hand "$base/s" $user empty '*'
case_of servers
once 20 fetch
once 30 send
is "$(taken)" 2 "looked through and not found: sent once more"

case_of folder
mkdir -p "$base/inbox/Cobranza/Enviados"
cp "$base/copy.eml" "$base/inbox/Cobranza/Enviados/1.eml"
once 20 fetch
once 30 send
is "$(reminder state) $(taken)" "sent 1" "a folder on disk, too"
job_finish
