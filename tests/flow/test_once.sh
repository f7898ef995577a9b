#!/bin/sh
# A step exists once, however many processes decide it, hand it over, or die in between: two `work` and two `send` at the
# same moment, a `work` that is killed at the commit, one more after each.
. "$(dirname "$0")/job.sh"
job_begin once
job_sur "digest_hour = 24" "per_day = 0" "first_per_day = 0" "address_per_day = 0" "address_per_week = 0" <<CONFIG
[policy p]
minimum_trust = unsigned
steps = 3 overdue; 8 overdue
confirm = no
CONFIG
many=24

# at DAY-HOUR VERB…: in February, hour and minute of Santiago (UTC-3).
at()
{
	when="2026-02-${1%%-*}T$(printf '%s' "${1#*-}"):00-03:00"
	shift
	v --now "$when" "$@" 2>>"$base/log"
}
job_debtors $many
v --now 2026-01-06T15:00:00Z import "$base/xml" >/dev/null 2>&1
at 06-12:00 once work
is "$(v customer list --json | json tax_id | lines)" $many "customers that owe"

# together DAY-HOUR STAGE: the same pass in four processes.
together()
{
	for one in 1 2 3 4; do
		at "$1" once "$2" &
	done
	wait
}
steps() { v queue list --json | json kind=reminder customer step; }
told() { v export events | json kind="$1" invoice | lines; }
once_each()
{
	is "$(steps | sort | uniq -d | lines) $(steps | lines)" "0 $1" "$2: each step exists once"
	is "$(told mail-queued)" "$1" "and is told once"
}
together 09-10:00 work
once_each $many "four processes decide at the same moment"
together 09-10:01 work
once_each $many "and again"
together 09-10:02 send
is "$(find "$base/relay" -name '*.eml' | lines)" $many "four processes hand over: each mail leaves"
is "$(cat "$base"/relay/*.envelope | tr ',' '\n' | grep -o 'pagos@c[0-9]*.test' | sort | uniq -c | awk '{ print $1 }' | sort -u)" 1 "to each address once"
is "$(v queue list --json | json kind=reminder attempts | sort -u)" 1 "by one attempt each"
is "$(told mail-sent)" $many "and is told once"

# ---- killed at a commit ----
for nth in 1 3 2; do
	when=2026-02-16T13:00:00Z
	VALIJA_STEP=tx.batch:$nth:KILL "$valija" -q -c "$base/valija.conf" --now $when once work 2>/dev/null &
	"$valija" -q -c "$base/valija.conf" --now $when once work 2>>"$base/log"
	wait $!
done
at 16-10:10 once work
once_each $((2 * many)) "after processes that were killed"
at 16-10:11 once send
at 16-10:20 once send
is "$(find "$base/relay" -name '*.eml' | lines)" $((2 * many)) "every mail has left"
status 0 "the chain of events holds" "$valija" -c "$base/valija.conf" --now 2026-02-16T15:00:00Z verify
job_finish
