#!/bin/sh
# Webhooks over TLS: an authority of the company's own, and certificates that prove nothing, to which nothing is said.
. "$(dirname "$0")/job.sh"
job_sqlite "certificates of hooks"
job_begin webhook-tls
plain=
front=
trap 'kill $plain $front 2>/dev/null; job_clean' EXIT
printf 'a secret of ours\n' >"$base/hook.key"
chmod 600 "$base/hook.key"
key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
cd "$base" || exit 1
for name in ours theirs; do
	openssl req -x509 $key -days 30 -subj "/CN=$name" -keyout $name.key -out $name.pem 2>/dev/null
done
# signed FILE AUTHORITY NAME
signed()
{
	openssl req $key -subj "/CN=$3" -keyout "$1.key" -out "$1.csr" 2>/dev/null
	printf 'subjectAltName=DNS:%s\n' "$3" >"$1.ext"
	openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 5 -extfile "$1.ext" \
		-out "$1.pem" 2>/dev/null
}
signed good ours localhost
signed named ours otro.example
signed foreign theirs localhost
perl "$root/tests/flow/hook_server.pl" 'a secret of ours' "$base/log" "$base/plain" &
plain=$!
until_true 10 test -s "$base/plain"
: >"$base/log"
# front NAME: TLS with that certificate before the receiver, and the config that posts to it.
front()
{
	[ -z "$front" ] || { kill $front && wait $front; } 2>/dev/null
	rm -f "$base/port"
	python3 "$root/tests/flow/tls_front.py" "$1.pem" "$1.key" "$(cat "$base/plain")" "$base/port" &
	front=$!
	until_true 10 test -s "$base/port"
	sed -i "s,^url = https.*,url = https://localhost:$(cat "$base/port")/hook," "$base/valija.conf"
}
job_sur <<CONFIG
[policy p]
minimum_trust = unsigned
[webhook erp]
url = https://localhost:1/hook
ca_file = ours.pem
secret_file = hook.key
events = invoice-created
CONFIG
status 0 "the config is whole" "$valija" -c "$base/valija.conf" check
at() { v --now "$@" 2>/dev/null; }
hooks() { v queue list --json | json kind state | grep webhook; }
words() { v queue list --json | grep webhook; }
at 2026-01-10T15:00:00Z import "$root/tests/fixtures/dte/invoice.xml"
at 2026-01-10T15:00:00Z once work

front named
at 2026-01-10T15:01:00Z once send
is "$(hooks) $(lines <"$base/log")" "webhook	ready 0" "another name: it waits, and the receiver hears nothing"
like "$(words)" "*https://localhost:*ertificate*" "and its attempt says why"
front foreign
at 2026-01-10T15:31:00Z once send
is "$(hooks) $(lines <"$base/log")" "webhook	ready 0" "another authority: the same"
front good
sed -i '/^ca_file/d' "$base/valija.conf"
at 2026-01-10T17:31:00Z once send
is "$(hooks) $(lines <"$base/log")" "webhook	ready 0" "and ours, when only the system's are believed"
sed -i 's/^secret_file/ca_file = ours.pem\nsecret_file/' "$base/valija.conf"
at 2026-01-10T22:31:00Z once send
is "$(hooks)" "webhook	sent" "with its authority named it is sent"
is "$(cut -f1,2 "$base/log")" "200	signed" "once, signed"
sed 's/^ca_file.*/ca_file = nowhere.pem/' "$base/valija.conf" >"$base/bad.conf"
status 78 "an authority that is no file is a fault of the config" "$valija" -c "$base/bad.conf" check
like "$(cat "$base/err" "$base/out")" "*ca_file: no such file*" "which says so"
job_finish
