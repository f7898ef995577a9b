#!/bin/sh
# SAT's status service against a server that speaks its real wire form: what is asked, what each answer does to the ledger
# and to reminders, and what a server can do wrong.
. "$(dirname "$0")/job.sh"
job_begin sat
mkdir "$base/sat"
echo valid >"$base/sat/mode"
perl "$root/tests/sat_server.pl" "$base/sat" &
sat_pid=$!
trap 'kill $sat_pid 2>/dev/null; job_clean' EXIT
until_true 10 test -s "$base/sat/port"
job_config folder
url=http://127.0.0.1:$(cat "$base/sat/port")/ConsultaCFDIService.svc
cp "$base/valija.conf" "$base/plain.conf"

# sat STATUS [LINES]: the config with this section.
sat()
{
	{ cat "$base/plain.conf"; printf '[sat]\nstatus = %s\nurl = %s\ntimeout_seconds = 1\n' "$1" "${2:-$url}"; } >"$base/valija.conf"
}
# cfdi LETTER FOLIO [ISSUED]: a CFDI of its own at 31 days, imported and worked.
cfdi()
{
	sed -e "s/1122334455AA/11223344550$1/" -e "s/Folio=\"318\"/Folio=\"$2\"/" -e "s/@ISSUED@/$(date -u -d "${3:-80 days ago}" +%F)/g" \
		-e "s/@TERMS@/31/" "$root/tests/demo/cfdi-ppd.xml" >"$base/$2.xml"
	v import "$base/$2.xml" && v once work
}
mode() { echo "$1" >"$base/sat/mode"; }
key() { echo "MX:5D3C2B1A-0F9E-4D8C-B7A6-11223344550$1"; }
state() { v invoice show "$(key "$1")" --json | json state hold.reason balance; }
asked() { lines <"$base/sat/log"; }
# pass: one look of send, as if no time had gone by since the last one.
pass() { v once send 2>>"$base/err.log"; }

cfdi 1 501 2>"$base/err"
is "$(state 1)" "overdue	-	11600" "an overdue CFDI"

sat no
status 0 "off is no fault" v invoice status "$(key 1)"
is "$(json state code checked_at <"$base/out")" "off	-	-" "and says so"
is "$(test -e "$base/sat/log" && echo asked)" "" "and nobody is asked"

sat yes
status 0 "a valid CFDI" v invoice status "$(key 1)"
is "$(json key uuid state cancellable cancellation efos_clear stated <"$base/out")" \
	"$(key 1)	$(key 1 | cut -c 4-)	valid	with-consent	none	true	Vigente" "valid, every field"
is "$(cat "$base/sat/log")" "POST /ConsultaCFDIService.svc \"http://tempuri.org/IConsultaCFDIService/Consulta\" ?re=MNO100203AB9&amp;rr=MUE050607CD5&amp;tt=11600.0&amp;id=5D3C2B1A-0F9E-4D8C-B7A6-112233445501&amp;fe=ZGVtbw==" \
	"one question in the service's form"
v invoice status 501 >"$base/out"
is "$(json state <"$base/out") $(asked)" "valid 1" "within a day its answer is on record"
like "$(json checked_at <"$base/out")" "20*Z" "with its time"
sat no
is "$(v invoice status 501 | json state)" "valid" "also when it is switched off"
sat yes

for row in "fault|ActionNotSupported" "busy|it answered 503" "moved|it answered 302" "page|no result" "garbage|" "doctype|doctype" \
	"oversized|its answer is too large" "empty|" "close|" "half|" "slow|"; do
	mode "${row%%|*}"
	status 75 "tried again later: ${row%%|*}" v invoice status 501 --refresh
	is "$(json state <"$base/out")" valid "and the last answer stands: ${row%%|*}"
	like "$(cat "$base/err")" "*SAT's status service*${row#*|}*" "and why: ${row%%|*}"
done
is "$(state 1)" "overdue	-	11600" "none of it touched the ledger"

for row in "not-found|not-found	No Encontrado" "bad-expression|bad-expression	No Encontrado"; do
	mode "${row%%|*}"
	is "$(v invoice status 501 --refresh | json state stated)" "${row#*|}" "${row%%|*}"
	is "$(state 1)" "overdue	-	11600" "${row%%|*} is not cancelled"
done

mode pending
is "$(v invoice status 501 --refresh | json state cancellation)" "valid	pending" "a cancellation that waits for consent"
is "$(state 1 | cut -f 2)" SAT-CANCELLATION "holds the invoice"
mode refused
v invoice status 501 --refresh >/dev/null
is "$(state 1)" "overdue	-	11600" "and lets it go when it was refused"
is "$(v export events | json kind reason | grep hold)" "hold-set	SAT-CANCELLATION
hold-lifted	SAT-CANCELLATION" "with its events"

mode cancelled
is "$(v invoice status 501 --refresh | json state cancellation efos_clear)" "cancelled	done	false" "cancelled"
is "$(state 1)" "void	-	0" "makes it void"
is "$(v export events | json kind reason actor | tail -n 2)" "sat-status	SAT: cancelled, cancellation done	valija
state-changed	overdue -> void	valija" "with its events"
pass
is "$(grep -l 'Subject: .*SAT' "$base"/relay/*.eml | lines)" 1 "and one alert"
v invoice status 501 --refresh >/dev/null
cfdi 1 501
is "$(state 1)" "void	-	0" "seen again or asked again, it stays void"
status 0 "the store is sound" v verify

# Reminders: asked before they leave, when the last answer is a day old.
v customer set MUE050607CD5 --company norte --contact 'Laura <cliente@cliente.test>' 2>>"$base/err.log"
mode valid
cfdi 2 502 "28 days ago"
v --now "$(date -u -d '26 hours ago' +%FT%TZ)" invoice status 502 >/dev/null
v once work 2>>"$base/err.log"
is "$(v queue list --json | json kind=reminder state)" ready "a reminder is ready"
mode cancelled
before=$(asked)
v once send 2>>"$base/err.log"
is "$(asked) $(state 2)" "$((before + 1)) void	-	0" "the question before it leaves finds it cancelled"
is "$(v queue list --json | json kind=reminder state)" cancelled "and it does not leave"

mode valid
cfdi 3 503 "28 days ago"
before=$(asked)
v once all 2>>"$base/err.log"
v once all 2>>"$base/err.log"
is "$(asked)" $((before + 1)) "an invoice never asked about is asked about once"
is "$(v queue list --json | json kind=reminder state | sort | tail -n 1)" sent "and reminded of"

mode cancelled
cfdi 4 504 "28 days ago"
v once all 2>>"$base/err.log"
is "$(state 4)" "void	-	0" "the weekly look finds what was cancelled"
is "$(cat "$base"/relay/*.eml | tr -d '\r' | grep -c 'N-50[24] vence')" 0 "and nobody is reminded of it"

mode close
cfdi 5 505 "28 days ago"
before=$(asked)
v once send 2>>"$base/err.log"
is "$(state 5 | cut -f 1) $(asked)" "new $((before + 1))" "a service that is away is asked once in a pass"

# What the config may not say.
for row in "http://example.com/x|https is wanted" "ftp://127.0.0.1/|https is wanted" "nonsense|not the address" \
	"https://u:p@example.com/|a login"; do
	sat yes "${row%%|*}"
	status 78 "refused: ${row%%|*}" v check
	like "$(cat "$base/err")" "*${row#*|}*" "and why: ${row%%|*}"
done

# A certificate that nobody vouches for.
if command -v openssl >/dev/null; then
	openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout "$base/key.pem" -out "$base/cert.pem" 2>/dev/null
	port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1)->sockport')
	openssl s_server -accept 127.0.0.1:$port -key "$base/key.pem" -cert "$base/cert.pem" -www -quiet >/dev/null 2>&1 &
	tls_pid=$!
	trap 'kill $sat_pid $tls_pid 2>/dev/null; job_clean' EXIT
	sat yes "https://localhost:$port/ConsultaCFDIService.svc"
	until_true 10 sh -c "perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(\"127.0.0.1:$port\")'"
	status 1 "an unknown certificate needs a person" v invoice status 502 --refresh
	like "$(cat "$base/err")" "*certificate*" "and says so"
fi
job_finish
