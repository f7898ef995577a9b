#!/bin/sh
# Mexico: a payment is thanked for at once, and its payment receipt (REP) follows when the company's system has made it: it
# is sent along once, whoever delivers it again; a receipt that comes first is thanked for once with the bank's row.
. "$(dirname "$0")/job.sh"
job_begin receipt
job_store
mkdir -p "$base/inbox" "$base/relay"
cat >"$base/new.conf" <<CONFIG
[store]
path = store
${store_url:+url = $store_url}
[company norte]
country = MX
tax_ids = MNO100203AB9
name = Maderas del Norte
from = Cobranza <cobranza@norte.test>
reply_to = cobranza@norte.test
alerts_to = jefa@norte.test
go_live = 2026-01-01
policy = p
digest_hour = 24
[policy p]
minimum_trust = unsigned
[inbound]
sender_hour = 0
unknown_hour = 0
[account a]
company = norte
type = folder
path = inbox
[relay r]
type = folder
path = relay
CONFIG
"$valija" init ${store_url:+--url "$store_url"} "$base" >/dev/null 2>&1
mv "$base/new.conf" "$base/valija.conf"
uuid=5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA

# at DAY-HOUR VERB…: in March, hour and minute of Mexico City (UTC-6).
at()
{
	when="2026-03-${1%%-*}T$(printf '%s' "${1#*-}"):00-06:00"
	shift
	v --now "$when" "$@" 2>/dev/null
}
# receipt NUMBER DAY AMOUNT PREVIOUS LEFT FILE: the REP of a payment of that day.
receipt()
{
	sed -e "s/@TODAY@/2026-03-$2/g" -e "s/4000\.00/$3/g" -e "s/\"11600\.00\"/\"$4\"/; s/\"7600\.00\"/\"$5\"/" \
		-e "s/6E4D3C2B-1A0F-4E9D-8CB7-2233445566BB/6E4D3C2B-1A0F-4E9D-8CB7-22334455660$1/" \
		"$root/tests/demo/cfdi-pago.xml" >"$base/$6.xml"
	{
		printf 'From: CFDI <cfdi@norte.test>\nTo: cobranza@norte.test\nSubject: Complemento de pago\n'
		printf 'Message-ID: <%s@norte.test>\nDate: Fri, 20 Mar 2026 10:00:00 -0600\nMIME-Version: 1.0\n' "$6"
		printf 'Content-Type: application/xml; name="pago.xml"\nContent-Disposition: attachment; filename="pago.xml"\n'
		printf 'Content-Transfer-Encoding: base64\n\n'
		base64 "$base/$6.xml"
	} >"$base/inbox/$6.eml"
}
paid() # DAY-HOUR REFERENCE AMOUNT
{
	printf 'reference;date;invoice;currency;amount\n%s;2026-03-%s;%s;MXN;%s\n' "$2" "${1%%-*}" $uuid "$3" >"$base/p.csv"
	at "$1" payments import "$base/p.csv" >/dev/null
}
thanks() { v queue list --json | json kind=confirmation "$@"; }
last() { "$valija" read "$base/relay/$(thanks message_id | tail -1).eml"; }

sed -e 's/@ISSUED@/2026-03-02/g; s/@TERMS@/60/' "$root/tests/demo/cfdi-ppd.xml" >"$base/i.xml"
at 03-09:00 import "$base/i.xml" >/dev/null
at 03-09:01 once work
at 03-09:02 customer set MUE050607CD5 --contact 'Laura <pagos@muebles.test>' --role pays
at 03-09:03 customer set MUE050607CD5 --contact 'Aprobador <otro@muebles.test>' --role approves

# ---- the bank first, the receipt weeks later ----
paid 04-10:00 B1 4000
at 04-20:00 once all
at 05-12:00 once all
is "$(thanks state to.0 invoices.0)" "sent	pagos@muebles.test	MX:$uuid" "the payment is thanked for"
like "$(last | json mail.text)" "*4,000.00 MXN*REP*5 de abril*" "with the day by which its receipt follows"
is "$(last | grep -c 'REP-')" 0 "and without it: nobody has it"
at 10-12:00 once all
is "$(thanks id | lines)" 1 "nothing more is said while it is missing"
receipt 1 04 4000.00 11600.00 7600.00 first
at 20-10:00 once all
at 20-20:00 once all
at 23-12:00 once all
is "$(thanks id | lines)" 2 "the receipt is sent along when it arrives"
like "$(thanks state to.0 | tail -1)" "sent	pagos@muebles.test" "to whom the thanks went"
like "$(last)" "*REP-6E4D3C2B-1A0F-4E9D-8CB7-223344556601.xml*" "with its file"
cmp -s "$base/first.xml" - <<FILE
$(perl -MMIME::Base64 -0777 -ne 'print decode_base64($1) if /filename="?REP[^\n]*\n(?:[^\n]+\n)*\r?\n([A-Za-z0-9+\/=\r\n]+?)\r?\n--/' "$base/relay/$(thanks message_id | tail -1).eml")
FILE
is $? 0 "byte for byte"
like "$(last | json mail.text)" "*4,000.00 MXN*" "and the payment that it is of"
is "$(v invoice list --json | json paid balance)" "4000	7600" "the money counts once"

# ---- again ----
receipt 1 04 4000.00 11600.00 7600.00 again
at 24-12:00 once all
at 25-12:00 once all
at 26-20:00 once all
is "$(thanks id | lines)" 2 "the same receipt by another mail is not sent again"

# ---- the receipt first, the bank's row after it ----
receipt 2 26 600.00 7600.00 7000.00 second
at 26-21:00 once all
at 27-12:00 once all
is "$(thanks id | lines)" 3 "a receipt that comes first is the thanks"
like "$(last)" "*REP-6E4D3C2B-1A0F-4E9D-8CB7-223344556602.xml*" "and in it"
paid 27-13:00 B2 600
at 27-20:00 once all
at 30-12:00 once all
at 31-12:00 once all
is "$(thanks id | lines)" 3 "the bank's row of the same money says nothing new"

status 0 "the chain of events holds" "$valija" -c "$base/valija.conf" --now 2026-03-31T18:00:00Z verify
job_finish
