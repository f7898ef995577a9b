#!/bin/sh
# A sender that is killed within a batch, and a machine that goes down: what the journal of the batch is good for, and that
# nothing is sent twice without it.
. "$(dirname "$0")/job.sh"
for program in smtp_sink flow/queue_mails; do
	[ -x "$bin/tests/$program" ] || make -s -C "$root" "${bin#"$root"/}/tests/$program" >&2 || exit 1
done
job_begin batch
noon=$(date +%F)T12:00:00Z
begin=$(date -d "$noon" +%s)
at() { date -d "$noon + $1 seconds" +%FT%TZ; }
relay=
trap 'kill $relay 2>/dev/null; job_clean' EXIT
once() { v --now "$(at "$1")" once send 2>>"$base/log"; }
in_state() { v queue list --json | json kind=statement state="$1" id | lines; }
journals() { ls "$base/store/run" | grep -c '^send-.*\.journal$' || true; }
taken() { cut -f 4- "$base/r/accepted" | grep -c "@uno.test" || true; }

# case_of POINT KIND [STEP] [ANSWER]: five mails in one batch; the sender is stopped at this step, of the journal if
# none is named.
case_of()
{
	point=$1 kind=$2 step=${3:-send.journal} answer=${4:-}
	[ -z "$relay" ] || { kill $relay && wait $relay; } 2>/dev/null
	rm -rf "$base/store" "$base/r" "$base/inbox" "$base/valija.conf"
	mkdir "$base/r"
	job_config folder
	"$bin/tests/smtp_sink" "$base/r" $answer &
	relay=$!
	until_true 5 test -s "$base/r/port"
	perl -0pi -e 's/(\[relay salida\]\n).*?(?=\[)/$1host = 127.0.0.1\nport = '"$(cat "$base/r/port")"'\ntls = none\nauth = none\n/s' "$base/valija.conf"
	"$bin/tests/flow/queue_mails" "$base/store${store_url:+,$store_url}" andes salida "$begin" 5 2000 uno.test
	rm -f "$base/steps"
	VALIJA_STEP_LOG=$base/steps VALIJA_STEP="$step:$point:$kind" once 0
}
# The batch's lines, its head, then for each mail: it begins, it is at its dot, it was taken; and the end.
begins() { echo $((3 * $1)); }
dots() { echo $((3 * $1 + 1)); }
takes() { echo $((3 * $1 + 2)); }

case_of "$(begins 3)" KILL
is "$(taken) $(in_state sent) $(journals)" "2 0 1" "killed before the third: two were taken, the store knows of none, the journal does"
once 1
is "$(taken) $(in_state sent) $(journals)" "5 5 0" "the next sender goes on with the third"
is "$(v queue list --json | json kind=statement attempts.0.code=250 id | lines)" 2 "with the relay's words of those two"

case_of "$(dots 3)" KILL
once 1
is "$(taken) $(in_state sent)" "5 5" "killed before the third dot: it was not sent, and is sent"

case_of "$(takes 3)" KILL
is "$(taken)" 3 "killed before the third answer is written down"
once 1
is "$(taken) $(in_state sent) $(in_state uncertain)" "5 4 1" "that one is uncertain, and it alone"

case_of "$(takes 3)" KILL
rm "$base"/store/run/send-*.journal
once 1
is "$(taken) $(in_state sent) $(in_state uncertain)" "3 0 5" "without a journal all of the batch are, and none is sent again"

case_of "$(takes 3)" KILL
for file in "$base"/store/run/send-*.journal; do cp "$file" "$file.copy" && mv "$file.copy" "$file"; done
once 1
is "$(taken) $(in_state uncertain)" "3 5" "the copy of a journal is none"

case_of "$(takes 3)" KILL
perl -pi -e 's/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/"0" x 8 . "-0000" x 3 . "-" . "0" x 12/e if $. == 1' "$base"/store/run/send-*.journal
once 1
is "$(taken) $(in_state uncertain)" "3 5" "nor is that of another boot"

case_of "$(dots 2)" ENOSPC
is "$(taken) $(in_state sent)" "4 4" "a dot that cannot be written down is not sent"
once 400
is "$(taken) $(in_state sent)" "5 5" "but later"

case_of "$(takes 2)" ENOSPC
is "$(taken) $(in_state sent)" "5 5" "an answer that cannot be written down there is written into the store at once"

case_of "$(begins 1)" EIO
is "$(taken) $(in_state ready)" "0 5" "a journal that cannot be written: nothing is begun"
once 1
is "$(taken) $(in_state sent)" "5 5" "and nothing is lost"

case_of 1 EAGAIN tx.batch
is "$(taken) $(in_state sent) $(grep -c tx.batch "$base/steps")" "5 5 2" "the store is busy when the answers come: they are written a second later"
case_of 1 EAGAIN tx.write_job rcpt:code=550@3
is "$(in_state sent) $(in_state failed) $(grep -c tx.write_job "$base/steps")" "4 1 2" "a refusal too"
case_of 1 EIO tx.batch
is "$(taken) $(in_state sent)" "5 0" "the disk fails when the answers come"
once 1
is "$(taken) $(in_state sent) $(in_state uncertain)" "5 5 0" "the journal has them when it works again"
case_of 1 EIO tx.write_job rcpt:code=550@3
once 1
is "$(taken) $(in_state sent) $(in_state failed)" "5 5 0" "a refusal that could not be written down is asked for again"
job_finish
