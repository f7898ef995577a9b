#!/bin/sh
# dkim = verify: an answer whose sender's signature is broken is noted and nothing acts on it; one that is intact, one that
# is not signed, and one whose key nobody can look up are as before.
. "$(dirname "$0")/job.sh"
job_begin dkim_in
trap 'sh "$root/tests/dns.sh" stop "$base/d"; job_clean' EXIT
mkdir -p "$base/d"
if ! perl -MMail::DKIM::Signer -e 1 2>/dev/null || ! PATH=$PATH:/usr/sbin command -v dnsmasq >/dev/null; then
	echo "1..0 # SKIP dnsmasq or Mail::DKIM is not installed"
	exit 0
fi
openssl genrsa -traditional -out "$base/key" 2048 2>/dev/null
public=$(openssl rsa -in "$base/key" -pubout -outform der 2>/dev/null | openssl base64 -A)
record="\"v=DKIM1; k=rsa; p=$(echo "$public" | cut -c 1-200)\",\"$(echo "$public" | cut -c 201-)\""
printf 'txt-record=s1._domainkey.%s,%s\n' cliente.test "$record" lista.test "$record" >"$base/d/records"
sh "$root/tests/dns.sh" start "$base/d"

# answer NAME COMMAND…: a reminder goes out, and its answer comes back through this command; what the note says of it.
answer()
{
	name=$1
	shift
	rm -rf "$base/inbox" "$base/relay"
	job_config folder
	sed -i "s/^path = inbox/&\ndkim = ${verify:-verify}/" "$base/valija.conf"
	printf '[dns]\nserver = %s\ntimeout_seconds = 2\n' "$(cat "$base/d/server")" >>"$base/valija.conf"
	deliver_mails
	v once all 2>/dev/null
	id=$(v queue list --json | json kind=reminder message_id | head -n 1)
	perl "$root/tests/demo/reply.pl" <"$base/relay/$id.eml" >"$base/plain.eml"
	"$@" <"$base/plain.eml" | sed "1i\\
${results:-X-None: 1}" >"$base/$name.eml"
	deliver "$base/$name.eml"
	v once all 2>/dev/null
	v note list --json | json verified | head -n 1
}
signed() { perl "$root/tests/dkim_sign.pl" "$base/key" s1 "${1:-cliente.test}"; }
changed() { signed "$@" | sed 's/pagaremos/no pagaremos/'; }
renamed() { signed | sed 's/^Subject: /Subject: x/'; }
unknown() { perl "$root/tests/dkim_sign.pl" "$base/key" s2 cliente.test | sed 's/pagaremos/no pagaremos/'; }

is "$(answer plain cat)" true "an answer without a signature is believed as before"
is "$(answer signed signed)" true "one whose signature is intact"
is "$(answer changed changed)" false "one whose words were changed on the way is not verified"
last_mail() { v mail list --json | json outcome=reply id | tail -n 1; }
like "$(v mail show "$(last_mail)")" "*no server that is trusted says anything*our own DKIM    fail cliente.test*" \
	"mail show says what was found, and that no server is trusted"
results="Authentication-Results: mx.andes.test; spf=pass smtp.mailfrom=cliente.test; dkim=fail header.d=cliente.test; dmarc=fail header.from=cliente.test"
servers_say() { sed -i "s/^path = inbox/&\nauthserv_id = mx.andes.test/" "$base/valija.conf"; }
is "$(answer said changed)" false "a server that is not named proves nothing"
servers_say
shown=$(v mail show "$(last_mail)")
like "$shown" "*authentication  mx.andes.test: spf pass, dkim fail, dmarc fail; it is not from whom it says*our own DKIM    fail cliente.test*" \
	"once named, its words stand beside our own check"
is "$(v mail show "$(last_mail)" --json | json authentication.server authentication.spf authentication.dkim authentication.dmarc authentication.own_dkim)" \
	"mx.andes.test	pass	fail	fail	fail cliente.test" "as JSON too"
results=
is "$(answer renamed renamed)" false "nor one whose subject was"
is "$(answer listed changed lista.test)" true "somebody else's broken signature says nothing of the sender"
is "$(answer unknown unknown)" true "nor does one whose key does not exist"
is "$(verify=no answer off changed)" true "by default nobody looks"
sh "$root/tests/dns.sh" stop "$base/d"
is "$(answer away changed)" true "without DNS nobody knows, and nothing waits"
job_finish
