#!/bin/sh
# A store that was restored from an older copy, or copied as a whole, sends nothing until a person has confirmed it, and
# then nothing twice.
. "$(dirname "$0")/job.sh"
[ -x "$bin/tests/flow/queue_mails" ] || make -s -C "$root" "${bin#"$root"/}/tests/flow/queue_mails" >&2 || exit 1
job_begin restored
LOOKUP_SECONDS=1 job_config folder
now=$(date +%s)
at() { date -u -d "@$((now + $1))" +%FT%TZ; }
once() { v --now "$(at "$1")" once "$2" 2>>"$base/log"; }
fill() { "$bin/tests/flow/queue_mails" "$base/store${store_url:+,$store_url}" andes salida "$now" "$1" 2000 uno.test; }
state() { v queue list --json 2>/dev/null | json kind=statement state | sort | uniq -c | xargs; }
sent() { ls "$base/relay" | grep -c "${1:-}.*\.eml$" || true; }

fill 5
rows_keep "$base/before.db"
once 0 send
is "$(sent) $(state)" "5 5 sent" "a new store sends"
status 0 "nothing to say of it" "$valija" -c "$base/valija.conf" check
is "$(grep -c "release --restored" "$base/err")" 0 "check is silent"
status 1 "nothing to confirm" "$valija" -c "$base/valija.conf" queue release --restored

# The database of before.
rows_put "$base/before.db"
rm "$base/relay"/*
status 75 "an older database: send stops" "$valija" -c "$base/valija.conf" --now "$(at 10)" once send
like "$(cat "$base/err")" "*older than the mail that was sent*release --restored*" "and says how to go on"
for verb in check plan "queue list"; do
	like "$(said $verb)" "*older than the mail*release --restored*" "$verb says so"
done
deliver "$base/mails/1-dte-33.eml"
once 20 fetch
once 20 work
is "$(v queue list --json 2>/dev/null | json kind=reminder state | lines)" 0 "no reminder is decided"
is "$(sent)" 0 "nothing was sent"
once 30 send
is "$(sent)" 0 "nor later"

# The person confirms. The copies of four of them come back, one was lost.
status 0 "a person confirms" "$valija" -c "$base/valija.conf" --now "$(at 40)" queue release --restored
is "$(state)" "5 uncertain" "what waited may have been sent"
once 50 send
is "$(sent)" 0 "it is looked for first"
once 60 fetch
once 60 work
once 70 send
once 80 send
is "$(sent mail) $(state)" "5 5 sent" "and goes once more, the same bytes, when no copy was found"
is "$(said check | grep -c "release --restored")" 0 "all is said and done"

# The whole folder, restored from a file backup.
cp -a "$base/store" "$base/whole"
rm -rf "$base/store"
mv "$base/whole" "$base/store"
like "$(said check)" "*is a copy, or was restored*" "a folder that was copied is noticed"
status 75 "and sends nothing" "$valija" -c "$base/valija.conf" once send
v queue release --restored
rm "$base/store/sent.mark"
like "$(said check)" "*is a copy, or was restored*" "so is one whose mark is missing"
v queue release --restored

# A snapshot of the machine: database and mark agree; only the mail that comes back knows better.
rows_keep "$base/snap.db"
cp "$base/store/sent.mark" "$base/mark"
rm "$base/relay"/*
deliver "$base/mails/6-xml-roto.eml"
once 100 fetch
once 100 work
once 100 send
is "$(sent)" 1 "an alert goes out"
rows_put "$base/snap.db"
cat "$base/mark" >"$base/store/sent.mark"
find "$base/inbox" -type f -exec rm {} +
is "$(said check | grep -c "release --restored")" 0 "the machine is set back: nothing shows it"
deliver "$base/relay"/*.eml
once 110 fetch
once 110 work
like "$(said check)" "*a mail of ours came back that the store does not know*" "until its copy comes back"
once 120 send
is "$(sent)" 1 "then nothing is sent"
job_finish
