#!/bin/sh
# What refuses or is missing: the account or relay stops with one clear line, the others go on, and the exit status says
# what to do: 75 later, 78 the config, 1 a fault, 2 usage.
. "$(dirname "$0")/job.sh"
job_begin faults
job_servers
job_config servers
mkdir "$base/otra" "$base/relay2"
cat >>"$base/valija.conf" <<CONFIG
[account otra]
company = norte
type = folder
path = otra
CONFIG
cp "$base/valija.conf" "$base/good.conf"
cp "$base/mails/2-cfdi-ppd.eml" "$base/otra/"
deliver "$base/mails/1-dte-33.eml"
servers drain "$base/s"

# with SED…: the good config, changed.
with() { sed "$@" "$base/good.conf" >"$base/valija.conf"; }

# account NAME STATUS PATTERN: one line about the account, the other one goes on.
account()
{
	job_fresh
	status "$2" "$1: exit status $2" "$valija" -c "$base/valija.conf" once fetch
	like "$(grep -v 'event=\|new, ' "$base/err")" "$3" "$1: said clearly"
	is "$(grep -v 'event=\|new, ' "$base/err" | lines)" 1 "$1: in one line"
	[ "$(grep -v "event=\|new, " "$base/err" | lines)" = 1 ] || sed "s/^/# /" "$base/err"
	is "$(v mail list --json | json account | sort -u)" otra "$1: the other account goes on"
}
echo wrong >"$base/wrong"
chmod 600 "$base/wrong"
with '/account facturas/,/relay salida/s/^password_file = .*/password_file = wrong/'
account "login refused" 1 "valija: *facturas*"
with '/account facturas/,/relay salida/s/^user = .*/&\ninbox = NoHay/'
account "folder missing" 1 "valija: *NoHay*"
with "/account facturas/,/relay salida/s/^port = .*/port = 1/"
account "server away" 75 "valija: *facturas*"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=other -keyout "$base/k" \
	-out "$base/other.pem" 2>/dev/null
with "/account facturas/,/relay salida/s#^ca_file = .*#ca_file = $base/other.pem#"
account "unknown certificate" 1 "valija: *certificate*"
with '/account facturas/,/relay salida/s/^host = .*/host = 127.0.0.2/'
account "certificate of another host" 1 "valija: *certificate*"
with 's/^path = otra/path = missing/'
status 78 "a missing folder is a fault of the config" "$valija" -c "$base/valija.conf" once fetch

# ---- the relay ----
with '/relay salida/,/send/s/^password_file = .*/password_file = wrong/'
job_fresh
v once all 2>"$base/err"
is "$(v queue list --json | json kind=reminder state attempts.0.phase)" "ready	-" "a relay that refuses the login gets no mail"
is "$(grep -c 'event=relay-stopped' "$base/err")" 1 "and stops with one line"
like "$(v queue list --json | json kind=reminder reason)" "*relay*" "the queue says why"
is "$(v queue list --json | grep -c '"step":"relay salida"')" 2 "finance of both companies will hear of it, once"
with '/relay salida/,/send/s/^port = .*/port = 1/'
job_fresh
v once all 2>"$base/err"
is "$(grep -c 'event=relay-away' "$base/err")" 1 "a relay that is away is said once"
is "$(v queue list --json | json kind=reminder state)" ready "its mail waits"
sed -i "/relay salida/,/send/s/^port = .*/port = $SUBMISSION_PORT/" "$base/valija.conf"
later=$(date -d '+10 minutes' +%FT%TZ)
v --now "$later" once all 2>/dev/null
is "$(v queue list --json | json kind=reminder state)" sent "and goes when the relay is back"

rm -rf "$base/store"
job_config servers

# ---- who is first ----
"$valija" -q -c "$base/valija.conf" run 2>"$base/run.err" &
run_pid=$!
locked() { [ -e "$base/store/run/run.lock" ]; }
until_true 10 locked
sleep 0.3
status 75 "a second run on one store: exit status 75" "$valija" -c "$base/valija.conf" run
like "$(cat "$base/err")" "*locked*" "it says that the store is locked"
kill -TERM $run_pid
wait $run_pid
is $? 0 "the first one ends when asked to"
is "$(grep -c event=process-ended "$base/run.err")" 0 "that is no error"
run_pid=

# ---- disk full ----
job_fresh
n=$(servers count "$base/s" empresa@empresa.test INBOX)
status 1 "disk full while mails are fetched: a fault" env VALIJA_STEP=blob.write:1:ENOSPC "$valija" -q -c "$base/valija.conf" once fetch
like "$(cat "$base/err")" "*No space left on device*" "said so"
status 1 "disk full at the commit: a fault" env VALIJA_STEP=tx.stage:1:ENOSPC "$valija" -q -c "$base/valija.conf" once fetch
is "$(v mail list --json | json account=facturas id | lines)" 0 "nothing is half on record"
status 0 "with room again everything is fetched" "$valija" -q -c "$base/valija.conf" once fetch
is "$(v mail list --json | json account=facturas id | lines)" "$n" "once"
status 1 "disk full while it is worked" env VALIJA_STEP=tx.batch:1:ENOSPC "$valija" -q -c "$base/valija.conf" once work
is "$(v mail list --json | json state | sort -u)" staged "the mails wait"
v once work 2>/dev/null
is "$(v mail list --json | json state | sort -u)" "done" "and are worked when there is room"

# ---- usage ----
status 2 "no verb" "$valija"
status 2 "an unknown verb" "$valija" frob
status 78 "no config" "$valija" -c "$base/none.conf" mail list
status 2 "an account that is not there" "$valija" -c "$base/valija.conf" once fetch nadie
status 2 "--now is refused by run" "$valija" -c "$base/valija.conf" --now "$later" run
status 2 "and by send on a store that is live" "$valija" -c "$base/valija.conf" --now "$later" send
job_finish
