#!/bin/sh
# What people hear when the gateway itself is stuck: a mail that cannot be read is set aside together with its alert, a
# relay's last words are in the alert that it takes nothing, and a store that takes no outcomes is told of in the file.
. "$(dirname "$0")/job.sh"
job_sqlite "it waits for a lock of SQLite for a minute"
[ -x "$bin/tests/smtp_sink" ] || make -s -C "$root" "${bin#"$root"/}/tests/smtp_sink" >&2 || exit 1
job_begin stuck
job_config folder
noon=$(date +%F)T12:00:00Z
at() { date -d "$noon + $1 seconds" +%FT%TZ; }
relay=
trap 'kill $relay 2>/dev/null; job_clean' EXIT

# ---- a mail whose bytes are damaged ----
deliver "$base/mails/1-dte-33.eml"
deliver "$base/mails/5-propaganda.eml"
v --now "$(at 0)" once fetch
bytes=$(v mail list --json | json sha256 | head -n 1)
blob=$base/store/mail/$(echo "$bytes" | cut -c1-2)/$bytes
rm "$blob"
set_aside() { v mail list --json | json state=quarantined id | lines; }
told() { v queue list --json | json kind=alert step=~quarantine subject | lines; }
VALIJA_STEP=tx.release_mail:1:EIO v --now "$(at 0)" once work 2>/dev/null
is "$(set_aside) $(told)" "0 0" "a fault while it is set aside: neither it nor its alert"
v --now "$(at 4000)" once work 2>/dev/null
is "$(set_aside) $(told)" "1 1" "later both"
like "$(v queue list --json | json kind=alert subject)" "*: facturas, INBOX, UID *" "the alert names it by where it lies"

# ---- a relay that takes nothing ----
mkdir "$base/r"
"$bin/tests/smtp_sink" "$base/r" mail:code=421-4.3.2 &
relay=$!
until_true 5 test -s "$base/r/port"
perl -0pi -e 's/(\[relay salida\]\n).*?(?=\[)/$1host = 127.0.0.1\nport = '"$(cat "$base/r/port")"'\ntls = none\nauth = none\n/s' \
	"$base/valija.conf"
for s in 5000 5400 6000 6600 7200 8400 9600; do v --now "$(at $s)" once send 2>/dev/null; done
v --now "$(at 9700)" once work 2>/dev/null
like "$(grep 'alert=relay-closed' "$base/store/alerts.log")" "*subject=salida*421*4.3.2*" "the alert says what the relay said"
kill $relay && wait $relay 2>/dev/null

# ---- a store that takes no outcomes ----
rm -rf "$base/r" "$base/store" "$base/inbox"
job_config folder
mkdir "$base/r"
"$bin/tests/smtp_sink" "$base/r" dot:delay=1500 &
relay=$!
until_true 5 test -s "$base/r/port"
perl -0pi -e 's/(\[relay salida\]\n).*?(?=\[)/$1host = 127.0.0.1\nport = '"$(cat "$base/r/port")"'\ntls = none\nauth = none\n/s' \
	"$base/valija.conf"
deliver "$base/mails/1-dte-33.eml"
v --now "$(at 0)" once fetch
v --now "$(at 0)" once work
v --now "$(at 10)" once send 2>"$base/err" &
sending=$!
until_true 20 test -s "$base/r/accepted"
perl -e '$| = 1; print "BEGIN IMMEDIATE;\n"; sleep 1 while kill 0, $ARGV[0]; print "ROLLBACK;\n"' $sending |
	sqlite3 -cmd '.timeout 5000' "$base/store/valija.db" &
locker=$!
told() { grep -q 'alert=store-stuck' "$base/store/alerts.log" 2>/dev/null; }
until_true 150 told
like "$(grep 'alert=store-stuck' "$base/store/alerts.log")" "*level=error*none is sent meanwhile*locked*" \
	"after a minute the file says that outcomes cannot be written"
wait $sending
is $? 75 "the pass is given up: later"
wait $locker
v --now "$(at 20)" once send 2>/dev/null
is "$(v queue list --json | json kind=reminder state)" sent "what the relay took is on record as soon as the store takes it"
is "$(lines <"$base/r/accepted")" 1 "and was not sent again"
job_finish
