#!/bin/sh
# `check --online` against a DNS server of its own: what it finds, what it says to do, the record it says to publish, and
# the exit status.
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/flow/job.sh"
job_sqlite "what check asks of the DNS"
job_begin folder
trap 'sh "$root/tests/dns.sh" stop "$base/d"; rm -rf "$base"' EXIT
mkdir -p "$base/in" "$base/out" "$base/d"

# config LINE…: a company, with these lines more.
config()
{
	cat >"$base/valija.conf" <<-CONFIG
	[store]
	path = store
	[company acme]
	tax_ids = 76192083-9
	name = Acme SpA
	from = Cobranza <cobranza@acme.test>
	alerts_to = jefa@acme.test
	$(printf '%s\n' "$@")
	[account facturas]
	company = acme
	type = folder
	path = in
	[relay salida]
	type = folder
	path = out
	[dns]
	server = $(cat "$base/d/server")
	timeout_seconds = 5
	CONFIG
}

# zone LINE…: the server knows these records.
zone()
{
	sh "$root/tests/dns.sh" stop "$base/d"
	printf '%s\n' "$@" >"$base/d/records"
	sh "$root/tests/dns.sh" start "$base/d"
}

asked()
{
	v check --online --no-mail >"$base/said" 2>&1
	status=$?
}
says() { like "$(cat "$base/said")" "*$1*" "$2"; }

zone
if [ $? = 77 ]; then
	echo "1..0 # SKIP dnsmasq is not installed"
	exit 0
fi
config "reply_to = cobranza@acme.test"
asked
is $status 1 "a domain without records is a fault"
says 'SPF acme.test: fault: there is no SPF record' "no SPF"
says 'publish: acme.test. IN TXT "v=spf1 ip4:ADDRESS-OF-THE-RELAY ~all"' "the record to publish"
says 'DMARC acme.test: fault: there is no DMARC record' "no DMARC"
says 'publish: _dmarc.acme.test. IN TXT "v=DMARC1; p=none; rua=mailto:jefa@acme.test"' "its record"
says 'MX acme.test: fault: the domain of reply_to has no mail server' "no MX"
says 'publish: acme.test. IN MX 10 mail.acme.test.' "its record"
says 'DKIM acme.test: advice: mails are not signed here' "no key is no fault"

(umask 077; openssl genrsa -out "$base/dkim.key" 2048 2>/dev/null)
public=$(openssl rsa -in "$base/dkim.key" -pubout -outform der 2>/dev/null | openssl base64 -A)
first=$(echo "$public" | cut -c 1-200)
rest=$(echo "$public" | cut -c 201-)
spf='txt-record=acme.test,"v=spf1 ip4:203.0.113.0/24 -all"'
dmarc='txt-record=_dmarc.acme.test,"v=DMARC1; p=quarantine; rua=mailto:jefa@acme.test"'
mx='mx-host=acme.test,mx.acme.test,10'
host='host-record=mx.acme.test,203.0.113.7'
dkim="txt-record=v1._domainkey.acme.test,\"v=DKIM1; k=rsa; p=$first\",\"$rest\""
config "reply_to = cobranza@acme.test" "dkim_selector = v1" "dkim_key_file = dkim.key"
zone "$spf" "$dmarc" "$mx" "$host" "$dkim"
asked
is $status 0 "a domain with all its records has no fault"
says 'SPF acme.test: advice: "v=spf1 ip4:203.0.113.0/24 -all" is well formed' "SPF"
says 'DKIM v1._domainkey.acme.test: the record is there and is our key' "DKIM, a record in two strings"
says 'DMARC acme.test: _dmarc.acme.test says p=quarantine; From agrees with the domain of SPF and DKIM' "DMARC"
says 'MX acme.test: answers and bounces go to mx.acme.test' "MX"
is "$(v check --online --no-mail --json | perl "$root/tests/flow/json.pl" verdict | sort | uniq -c | tr -s ' \n' ' ')" " 1 advice 5 fine " "as JSON"
is "$(v check --online --no-mail --no-dns | lines)" 2 "without DNS only the servers are asked"

zone "$spf" "$dmarc" "$mx" "$host"
asked
is $status 1 "a key without record is a fault"
is "$(sed -n 's/^    publish: v1._domainkey.acme.test. IN TXT //p' "$base/said" | tr -d '" ')" \
	"v=DKIM1;k=rsa;p=$public" "the record to publish is our key"
zone "$spf" "$dmarc" "$mx" "$host" 'txt-record=v1._domainkey.acme.test,"v=DKIM1; k=rsa; p=MIIB"'
asked
says "fault: its p= is another key than ours" "another key"
zone "$spf" "$dmarc" "$mx" "$host" 'txt-record=v1._domainkey.acme.test,"v=DKIM1; p="'
asked
says "its p= is empty: the key is revoked" "a revoked key"

config "reply_to = cobranza@otra.test" "dkim_selector = v1" "dkim_key_file = dkim.key" "dkim_domain = otra.test"
zone 'txt-record=_dmarc.acme.test,"v=DMARC1; p=reject"' 'txt-record=otra.test,"v=spf1 mx -all"' 'mx-host=otra.test,.,0'
asked
is $status 1 "a strict DMARC that is against our own mails is a fault"
says 'DMARC acme.test: fault: From (acme.test) agrees neither with the envelope (otra.test) nor with a DKIM domain of ours: receivers apply p=reject to our mails' "in words"
zone 'txt-record=_dmarc.acme.test,"v=DMARC1; p=strict"' 'txt-record=otra.test,"v=spf1 ip4:1.2.3 -all"' 'mx-host=otra.test,nowhere.test,0'
asked
says 'DMARC acme.test: fault: p=strict is no policy' "a DMARC policy that is none"
says 'SPF otra.test: fault: otra.test: "ip4:1.2.3" is no term of SPF' "an SPF that is none"
says 'MX otra.test: fault: none of its servers has an address: nowhere.test' "an MX that leads nowhere"

sh "$root/tests/dns.sh" stop "$base/d"
asked
is $status 75 "without DNS nobody knows: later"
says "later: DNS gives no answer" "and it says so"
job_finish
