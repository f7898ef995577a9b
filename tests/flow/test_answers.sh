#!/bin/sh
# Every answer code in four languages, as clients write it: the hold that applies at once, until when, and the state that it
# leads to. tests/fixtures/answers/codes.tsv is the table.
. "$(dirname "$0")/job.sh"
job_begin answers
table=$root/tests/fixtures/answers/codes.tsv
now=2026-11-25T15:00:00Z
job_config folder
sed -i 's/^weekdays = 1-7/weekdays = 1-5/' "$base/valija.conf"
perl "$root/tests/flow/answers.pl" debts "$table" "$base/inbox" || exit 1
n=$(perl "$root/tests/flow/answers.pl" want "$table" | lines)
v --now $now once all 2>>"$base/log"
v --now $now once all 2>>"$base/log"
is "$(v queue list --json | json kind=reminder state | grep -c sent)" "$n" "$n clients have their reminder"
v queue list --json | perl "$root/tests/flow/answers.pl" replies "$table" "$base/inbox" || exit 1
v --now $now once all 2>>"$base/log"
v --now $now once all 2>>"$base/log"
perl "$root/tests/flow/answers.pl" want "$table" >"$base/want"
v invoice list --json | json debtor.name state hold.reason hold.until | LC_ALL=C sort >"$base/got"
while IFS='	' read -r name state reason until; do
	is "$(grep "^$name	" "$base/got")" "$name	$state	$reason	$until" "$name: $state, $reason until $until"
done <"$base/want"
is "$(v note list --json | json verified | grep -c true)" "$n" "each is a verified note"
is "$(v queue list --json | json kind=alert | lines)" "$n" "and one alert"
is "$(v queue list --json | json kind=reminder | lines)" "$n" "nothing is sent in answer"
is "$(v export payments | lines)" 0 "and no word of a client pays anything"
job_finish
