#!/bin/sh
# Who hears of what: rules by area and amount, stand-ins, languages; once, until "visto" or the matter is over; and the
# file that no broken relay can keep silent.
. "$(dirname "$0")/job.sh"
job_begin alerts
fixtures=$root/tests/fixtures/dte
job_sur <<CONFIG
[policy p]
minimum_trust = unsigned
hour_from = 0
hour_until = 24
weekdays = 1-7
[person eva]
address = eva@sur.test
areas = billing
stand_in = pia
absent_from = 2026-01-01
absent_until = 2026-01-31
[person pia]
address = pia@sur.test
[person joe]
address = joe@sur.test
language = en
groups = board
[alerts facturacion]
kinds = rejected
to = area
[alerts directorio]
minimum = CLP 1000
kinds = rejected
to = board; Finanzas@sur.test
[alerts lejanos]
minimum = CLP 999000000000
to = nadie@sur.test
[watch]
quarantined = 2
silent_hours = 24
verify_days = 20
CONFIG
said check >"$base/said" || cat "$base/said"
digests() { grep -l thread.digest "$base"/relay/*.eml; }
mails() { for mail in $(grep -L thread.digest "$base"/relay/*.eml); do perl -0ne 's/\r//g; s/\n[ \t]+/ /g; print "$1\n" if /^To: *(.*)$/m' "$mail"; done | sort; }
mail_to() { grep -l "^To: .*$1" $(grep -L thread.digest "$base"/relay/*.eml) | tail -1; }
part() { perl -MMIME::QuotedPrint -MMIME::Base64 -0777 -ne 's/\r//g; my ($h, $b) = /text\/plain(.*?)\n\n(.*?)\n--/s; print $h =~ /base64/i ? decode_base64($b) : decode_qp($b)' "$1"; }
open_alerts() { v alert list --json | json kind area seen_by; }
answer() # answer MAIL WORDS
{
	id=$(sed -n 's/^Message-ID: *//Ip' "$1" | tr -d '\r')
	to=$(sed -n 's/^Reply-To: *//Ip' "$1" | tr -d '\r')
	n=$((${n:-0} + 1))
	printf 'From: %s\r\nTo: %s\r\nSubject: Re: aviso\r\nMessage-ID: <answer%s@sur.test>\r\nIn-Reply-To: %s\r\nDate: Mon, 12 Jan 2026 12:00:00 -0300\r\n\r\n%s\r\n' \
		"$3" "$to" "$n" "$id" "$2" >"$base/inbox/answer$n.eml"
}

# ---- rules ----
day 2026-01-10 import "$fixtures/invoice.xml"
day 2026-01-10 once work
day 2026-01-10 import "$fixtures/answer-commercial.xml"
day 2026-01-10 once all
is "$(mails)" "joe@sur.test
pia@sur.test, Finanzas@sur.test" "the area's stand-in and the board hear of it, not who is absent, nor finance twice"
like "$(sed -n 's/^Subject: *//p' "$(mail_to joe)")" "*ejected*" "each in the reader's language"
like "$(cat "$base/store/alerts.log")" "at=*alert=rejected company=sur*invoice=CL:77123456-9:33:1234*" "and the file has it"
is "$(stat -c %a "$base/store/alerts.log")" 600 "for its owner's eyes"
is "$(open_alerts)" "rejected	billing	-" "it is open"
day 2026-01-10 once all
is "$(mails | lines)" 2 "each is told once"

# ---- the digest ----
is "$(digests | lines)" 0 "what is told today is not told again today"
day 2026-01-11 once all
is "$(digests | lines)" 3 "on the next day all three have one"
like "$(part "$(grep -l 'To: .*pia' $(digests) | tail -1)")" "*Aviso 1*Documento rechazado: *1234*Documento rechazado*" "with the task and the alert that nobody has seen"
like "$(part "$(grep -l 'To: .*joe' $(digests) | tail -1)")" "*Open alerts on 11 January 2026*Answer \"seen\"*Alert 1*" "each in the reader's language"
day 2026-01-11 once all
is "$(digests | lines)" 3 "once a day"

# ---- visto ----
answer "$(mail_to pia)" "Visto, gracias" extrano@otro.test
day 2026-01-11 once all
is "$(open_alerts | grep rejected)" "rejected	billing	-" "a stranger's word ends nothing"
answer "$(mail_to pia)" "no lo había visto" pia@sur.test
day 2026-01-11 once all
is "$(open_alerts | grep rejected)" "rejected	billing	-" "nor do other words"
answer "$(grep -l 'To: .*pia' $(digests) | tail -1)" "Visto 1, gracias" pia@sur.test
day 2026-01-11 once all
is "$(open_alerts | grep rejected)" "rejected	billing	pia@sur.test" "visto of somebody who was told does, also in answer to the digest"
like "$(v export events | json kind actor)" "*alert-seen	*pia@sur.test*" "which is on record"

day 2026-01-12 once all
is "$(part "$(grep -l 'To: .*pia' $(digests) | tail -1)" | grep -c 'Aviso 1')" 0 "and it is in no digest any more"

# ---- a day that passes; the task that is done ----
day 2026-01-14 once all
like "$(open_alerts)" "*deadline	billing	-*" "a day that passed is told"
like "$(mails)" "*finanzas@sur.test, pia@sur.test*" "to alerts_to and whose area it is"
v invoice resolve CL:77123456-9:33:1234 --reason "acuerdo"
is "$(open_alerts | grep deadline)" "" "the task that is done ends it"

# ---- by hand ----
id=$(v alert list --all --json | json id kind | sed -n 's/	deadline//p')
status 0 "acknowledged on the command line" "$valija" -c "$base/valija.conf" alert ack "$id" --by eva
is "$(v alert list --all --json | json kind seen_by | grep deadline)" "deadline	eva" "by its number"
status 1 "a number that is none is said" "$valija" -c "$base/valija.conf" alert ack 999
# ---- faults of the gateway itself ----
faults() { v alert list --json | json kind subject | grep -E '^(box|quarantine|relay|disk|not)' ; }
is "$(faults)" "" "nothing is wrong"
day 2026-02-10 once work
is "$(faults)" "not-verified	31" "a store that nobody verifies is told of"
v --now 2026-02-10T15:01:00Z verify 2>/dev/null
day 2026-02-10 once work
is "$(faults)" "not-verified	31" "not before its turn"
v --now 2026-02-10T16:00:00Z once work 2>/dev/null
is "$(faults)" "" "verified: it is over"
for week in 06 13 20 27; do
	printf 'From: a@b.test\r\nTo: c@sur.test\r\nSubject: %s\r\nMessage-ID: <w%s@b.test>\r\n\r\nhola\r\n' $week $week >"$base/inbox/w$week.eml"
	day 2026-04-$week once fetch
done
day 2026-05-04 once work
is "$(faults | grep box)" "box-silent	a" "a mailbox that is silent at its usual hours is told of"
printf 'From: a@b.test\r\nTo: c@sur.test\r\nMessage-ID: <w5@b.test>\r\n\r\nhola\r\n' >"$base/inbox/w5.eml"
v --now 2026-05-04T15:20:00Z once fetch 2>/dev/null
v --now 2026-05-04T15:21:00Z once work 2>/dev/null
is "$(faults | grep box)" "" "a mail ends it"
said --now 2026-05-04T15:21:00Z check | grep -c 'open alert' >"$base/n"
is "$(cat "$base/n")" "$(faults | lines)" "check says what is open"

# ---- a broken relay ----
sed '/^\[relay r\]/,$d' "$base/valija.conf" >"$base/broken.conf"
printf '[relay r]\nhost = 127.0.0.1\nport = 1\ntls = none\nauth = none\nconnections = 1\n' >>"$base/broken.conf"
broken() { "$valija" -c "$base/broken.conf" --now "$@" 2>&1; }
before=$(lines <"$base/store/alerts.log")
v --now 2026-05-05T15:00:00Z invoice dispute CL:77123456-9:33:1234 "otra vez"
broken 2026-05-20T15:00:00Z once all >"$base/said"
for minute in 06 17; do broken 2026-05-20T15:$minute:00Z once send >"$base/said"; done
broken 2026-05-20T15:20:00Z once work >"$base/said"
like "$(tail -n +$((before + 1)) "$base/store/alerts.log")" "*deadline*relay-closed*" "what no mail can say is in the file"
like "$(cat "$base/said")" "*open alert *: relay-closed: r*" "and said at the terminal"
v --now 2026-05-20T20:00:00Z once send 2>/dev/null
v --now 2026-05-20T20:11:00Z once work 2>/dev/null
is "$(faults | grep relay)" "" "a relay that takes mail again ends it"
job_finish
