#!/bin/sh
# Mails that are signed when they are queued: another library verifies them behind a real Postfix, RSA and Ed25519, and sees
# what somebody changed.
. "$(dirname "$0")/job.sh"
job_sqlite "signatures of what is sent"
job_begin dkim
trap 'sh "$root/tests/dns.sh" stop "$base/d"; job_clean' EXIT
mkdir -p "$base/d"
touch "$base/d/records"
sh "$root/tests/dns.sh" start "$base/d" 2>/dev/null
perl "$root/tests/dkim_verify.pl" "$(cat "$base/d/server" 2>/dev/null)" </dev/null 2>/dev/null
if [ $? = 77 ] || [ ! -s "$base/d/server" ]; then
	echo "1..0 # SKIP dnsmasq or Mail::DKIM is not installed"
	exit 0
fi
job_servers
job_config servers
(
	umask 077
	openssl genrsa -out "$base/rsa.key" 2048 2>/dev/null
	openssl genpkey -algorithm ed25519 -out "$base/ed.key"
)
perl -pi -e '$n = $1 if /^\[company (\w+)/;
	$_ .= $n eq "andes" ? "dkim_selector = r1\ndkim_key_file = rsa.key\n" : "dkim_selector = e1\ndkim_key_file = ed.key\n"
		if /^reply_to/' "$base/valija.conf"
# What check says to publish is what is published.
printf '[dns]\nserver = %s\n' "$(cat "$base/d/server")" >>"$base/valija.conf"
v check --online --no-mail --json | json record_type=TXT check=DKIM record_name record >"$base/wanted"
while IFS='	' read -r name record; do
	printf 'txt-record=%s' "$name"
	echo "$record" | fold -w 250 | sed 's/.*/,"&"/' | tr -d '\n'
	echo
done <"$base/wanted" >"$base/d/records"
is "$(lines <"$base/d/records")" 2 "check says which two keys to publish"
sh "$root/tests/dns.sh" stop "$base/d"
sh "$root/tests/dns.sh" start "$base/d"
is "$(v check --online --no-mail --json | json check=DKIM verdict | sort -u)" fine "and finds them"

verify() { perl "$root/tests/dkim_verify.pl" "$(cat "$base/d/server")"; }
result() { verify | cut -d' ' -f1 | tr '\n' ' '; }
arrived()
{
	servers list "$base/s" cliente@cliente.test INBOX | grep -F "$1" | cut -f 1 | while read -r uid; do
		servers show "$base/s" cliente@cliente.test INBOX "$uid"
	done
}
reminder() { v queue list --json | json kind=reminder invoices.0="$1" message_id; }

deliver_mails
v once all 2>>"$base/log"
v customer set MUE050607CD5 --company norte --contact 'Laura Núñez <cliente@cliente.test>'
v once all 2>>"$base/log"
servers drain "$base/s"
v once all 2>>"$base/log"
servers drain "$base/s"
arrived "$(reminder CL:76543210-3:33:1042)" >"$base/rsa.eml"
arrived "$(reminder MX:5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA)" >"$base/ed.eml"
like "$(verify <"$base/rsa.eml" | tr A-Z a-z)" "pass empresa.test r1 rsa-sha256 *" "RSA: verified by another library"
is "$(verify <"$base/rsa.eml" | cut -d' ' -f5 | tr 'A-Z:' 'a-z\n' | sort | uniq -c | tr -s ' \n' ' ')" \
	" 1 auto-submitted 1 cc 1 content-language 2 content-type 2 date 2 from 1 in-reply-to 1 message-id 1 mime-version 1 references 2 reply-to 2 subject 2 to " \
	"what is signed, and what is signed once too often on purpose"
like "$(verify <"$base/ed.eml")" "* empresa.test e1 ed25519-sha256 *" "the other company signs with Ed25519"
python=/usr/bin/python3 # the one that Debian's modules are for
[ -x $python ] || python=python3
verify_ed() { $python "$root/tests/dkim_verify.py" "$base/wanted"; }
if $python -c 'import dkim, nacl.signing' 2>/dev/null; then
	is "$(verify_ed <"$base/ed.eml")" pass "which a third library verifies"
	is "$(sed 's/^Subject: ./Subject: x/' "$base/ed.eml" | verify_ed)" fail "and sees what was changed"
fi
is "$(sed 's/1\.190\.000/1.190.001/; s/^\(Estimad[oa]s\)/\1 x/; $ s/$/x/' "$base/rsa.eml" | sed '$a added' | result)" "fail " "a changed body fails"
is "$(sed 's/^From: .*/From: Otro <otro@empresa.test>/' "$base/rsa.eml" | result)" "fail " "a changed From fails"
is "$(sed 's/^Reply-To: .*/Reply-To: otro@empresa.test/' "$base/rsa.eml" | result)" "fail " "a changed Reply-To fails"
is "$(sed '1iFrom: Otro <otro@otro.test>' "$base/rsa.eml" | result)" "fail " "a second From fails"
is "$(sed '1iSubject: Otro' "$base/rsa.eml" | result)" "fail " "a second Subject fails"
is "$(sed '1iX-Spam: no' "$base/rsa.eml" | result)" "pass " "a header of the way does not matter"
is "$(v queue list --json | json kind=alert message_id | head -n 1 | lines)" 1 "there is an alert"
alert=$(v queue list --json | json kind=alert message_id | head -n 1)
servers list "$base/s" finanzas@empresa.test INBOX | grep -F "$alert" | cut -f 1 | while read -r uid; do
	servers show "$base/s" finanzas@empresa.test INBOX "$uid"
done >"$base/alert.eml"
is "$(result <"$base/alert.eml")" "pass " "alerts are signed, too"

# The key is private, or nothing runs.
chmod 644 "$base/rsa.key"
status 78 "a key that others can read is refused" "$valija" -c "$base/valija.conf" once work
job_finish
