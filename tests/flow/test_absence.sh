#!/bin/sh
# Out of office: nothing is held and nothing answered. While somebody else is there who pays, the steps go to that person
# alone; when the day of return has come, to both again. Who is alone gets them all the same.
. "$(dirname "$0")/job.sh"
job_begin absence
job_sur "digest_hour = 24" "per_day = 0" "first_per_day = 0" "address_per_day = 0" "address_per_week = 0" <<CONFIG
[policy p]
minimum_trust = unsigned
steps = 3 overdue; 8 overdue; 15 firm; 25 formal
confirm = no
[inbound]
sender_hour = 0
unknown_hour = 0
CONFIG

# at DAY-HOUR VERB…: in February, hour and minute of Santiago (UTC-3).
at()
{
	when="2026-02-${1%%-*}T$(printf '%s' "${1#*-}"):00-03:00"
	shift
	v --now "$when" "$@" 2>>"$base/log"
}
LC_ALL=C sed -e "s/78234561-3/76000001-9/g" "$root/tests/fixtures/dte/invoice.xml" >"$base/1.xml"
LC_ALL=C sed -e "s/78234561-3/76000002-7/g; s/<Folio>1234</<Folio>1235</" "$root/tests/fixtures/dte/invoice.xml" >"$base/2.xml"
v --now 2026-01-06T15:00:00Z import "$base/1.xml" "$base/2.xml" >/dev/null
at 06-12:00 once work
at 06-12:10 customer set 76000001-9 --contact 'Ana <ana@uno.test>'
at 06-12:10 customer set 76000001-9 --contact 'Beto <beto@uno.test>'
at 06-12:10 customer set 76000002-7 --contact 'Sola <sola@dos.test>'
at 09-10:00 once all
to() { v queue list --json | json kind=reminder customer="$1" to.0 to.1 | tail -1; }
is "$(to 76000001-9)" "ana@uno.test	beto@uno.test" "the first step goes to both who pay"

# away NAME ADDRESS CUSTOMER: until the 24th.
away()
{
	id=$(v queue list --json | json kind=reminder "customer=$3" message_id)
	reply_to=$(sed -n 's/^Reply-To: *//Ip' "$base/relay/$id.eml" | tr -d '\r' | sed 's/.*<\(.*\)>/\1/')
	cat >"$base/inbox/$1.eml" <<-MAIL
	From: $1 <$2>
	To: $reply_to
	Subject: Respuesta automática: fuera de la oficina
	Message-ID: <$1@x.test>
	In-Reply-To: <$id>
	Date: Mon, 09 Feb 2026 10:05:00 -0300
	Auto-Submitted: auto-replied
	MIME-Version: 1.0
	Content-Type: text/plain; charset=utf-8

	Estaré fuera de la oficina hasta el 24 de febrero de 2026. Saludos.
	MAIL
	at 09-10:10 once all
}
before=$(find "$base/relay" -name '*.eml' | lines)
away Ana ana@uno.test 76000001-9
away Sola sola@dos.test 76000002-7
is "$(v mail list --json | json outcome | grep -c auto-reply)" 2 "both are known as automatic"
is "$(find "$base/relay" -name '*.eml' | lines)" "$before" "nothing is sent in answer"
is "$(v invoice list --json | json hold.reason | sort -u)" - "nothing is held"
is "$(v task list --json | json kind | grep -vc phone)" 0 "and nobody has to do anything"
like "$(v export events | json kind=contact-absent reason | head -1)" "*is absent until 2026-02-24*" "the day is on record"
at 16-10:00 once all
is "$(to 76000001-9)" "beto@uno.test	-" "the next step goes to who is there"
is "$(to 76000002-7)" "sola@dos.test	-" "who is alone gets it all the same"
like "$(at 25-10:00 plan --json | json customer=76000001-9 to | head -1)" 2 "plan shows both, the day after"
at 25-10:00 once all
is "$(to 76000001-9)" "ana@uno.test	beto@uno.test" "the step after the return goes to both"
is "$(v queue list --json | json kind=reminder customer=76000001-9 step state | cut -d' ' -f1 | tr '\n' ' ')" "overdue+3 overdue+8 firm+15 " "each step once, on its day"
job_finish
