#!/bin/sh
# The receipt book of an IMAP mailbox: what the server has and we have no row of is told once, with both figures, and read.
. "$(dirname "$0")/job.sh"
job_begin receipts
job_servers
job_config servers
user=empresa@empresa.test
day() { date -u -d "+$1 days" +%FT15:00:00Z; }
alerts() { v queue list --json | json kind=alert step=~receipt-book state subject; }
row() { v mail list --json | json subject="$1" uid state; }
advert() { perl -pe "s/^Subject: .*/Subject: Oferta $1/; s/^Message-ID: </Message-ID: <o$1./" "$base/mails/5-propaganda.eml"; }

for n in 1 2 3 4; do
	advert $n >"$base/advert.eml"
	servers hand "$base/s" $user save INBOX "$base/advert.eml"
done
v once all 2>>"$base/log"
is "$(v mail list --json | json state | sort | uniq -c | tr -s ' ')" " 4 done" "four mails are on record"
v --now "$(day 1)" once all 2>>"$base/log"
is "$(alerts)" "" "the book agrees: no alert"

# a row that is not there, as after a fault of the disk
rows "DELETE FROM message WHERE uid = 2"
is "$(row "Oferta 2")" "" "one of them is not on record any more"
v --now "$(day 1)" once all 2>>"$base/log"
is "$(alerts)" "" "the comparison is made once a day"
v --now "$(day 2)" once all 2>>"$base/log"
v --now "$(day 2)" once all 2>>"$base/log"
servers drain "$base/s"
is "$(alerts | lines)" 1 "the day after a difference is told"
like "$(alerts)" "sent	*INBOX*" "and names the folder"
like "$(grep receipt-book "$base/log")" "*account=facturas*folder=INBOX*server=4 recorded=3*missing=*2*" "with both figures and the UID"
is "$(row "Oferta 2")" "2	done" "the message is taken"
v --now "$(day 3)" once all 2>>"$base/log"
v --now "$(day 4)" once all 2>>"$base/log"
is "$(alerts | lines)" 1 "and not told again"
# one that was too large: the limit is another one now, and a person lets it come anew
sed 's/^\[send\]/[limits]\nmessage_bytes = 100\n&/' "$base/valija.conf" >"$base/narrow.conf"
advert 5 >"$base/advert.eml"
servers hand "$base/s" $user save INBOX "$base/advert.eml"
"$valija" -c "$base/narrow.conf" --now "$(day 4)" once fetch 2>>"$base/log"
is "$(v mail list --json | json state=quarantined reason sha256)" "larger than the limit	-" "one that is too large has a row without bytes"
like "$(v alert list --json | json kind=quarantine subject detail)" "facturas, INBOX, UID ?	larger than the limit" "and one alert"
is "$(grep -c 'event=mail-not-fetched account=facturas folder=INBOX uid=. reason="larger than the limit"' "$base/log")" 1 "and a line"
status 1 "which cannot be put back to work" "$valija" -c "$base/valija.conf" mail replay "$(v mail list --json | json state=quarantined id)"
like "$(cat "$base/err")" "*was never fetched: move it out of its folder and back*" "but is told how to get it"
servers hand "$base/s" $user make Aparte
servers hand "$base/s" $user move INBOX Aparte "Oferta 5"
servers hand "$base/s" $user move Aparte INBOX "Oferta 5"
v --now "$(day 4)" once all 2>>"$base/log"
is "$(row "Oferta 5" | cut -f 2)" "done" "so it comes"
is "$(v verify 2>&1)" "" "the store is whole"
job_finish
