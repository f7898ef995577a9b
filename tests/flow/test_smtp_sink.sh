#!/bin/sh
# The counting relay and our SMTP sink agree about what was sent: for each fault, the outcome that the sink reports and
# the number of mails that the relay took.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$root/${B:-build/release}/tests
count=0
failed=0
for program in flow/drive_sink smtp_sink; do
	[ -x "$bin/$program" ] || make -s -C "$root" "${bin#"$root"/}/$program" >&2 || exit 1
done
base=$(mktemp -d /tmp/vcount.XXXXXX)
relay=
trap 'kill $relay 2>/dev/null; rm -rf "$base"' EXIT
trap 'exit 1' INT TERM

is()
{
	count=$((count + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $count - $3"
	else
		echo "not ok $count - $3"
		printf '#   got: %s\n#  want: %s\n' "$1" "$2"
		failed=1
	fi
}

start()
{
	rm -rf "$base/relay"
	mkdir "$base/relay"
	"$bin/smtp_sink" "$base/relay" "$@" &
	relay=$!
	tries=0
	until [ -s "$base/relay/port" ] || [ $tries -ge 100 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
}

stop()
{
	kill "$relay"
	wait "$relay" 2>/dev/null
}

# required N OUTCOME TAKEN NAME FAULT…: a mail for the first N of three recipients; its line, and how often it came.
required()
{
	n=$1 outcome=$2 taken=$3 name=$4
	shift 4
	start "$@"
	got=$("$bin/flow/drive_sink" host=127.0.0.1 port="$(cat "$base/relay/port")" tls=none from=c+m1@empresa.test \
		to=ana@cliente.test,luis@cliente.test,c+m1@empresa.test required="$n" "$base/m1@empresa.test")
	stop
	is "${got%%]*}]" "$outcome" "$name: outcome"
	is "$(grep -c '	m1@empresa.test	' "$base/relay/accepted")" "$taken" "$name: taken"
}

# try OUTCOMES TAKEN NAME FAULT…: sends a mail three times; first words of each outcome, and how often it was taken.
try()
{
	outcomes=$1 taken=$2 name=$3
	shift 3
	start "$@"
	got=$("$bin/flow/drive_sink" host=127.0.0.1 port="$(cat "$base/relay/port")" tls=none from=c+m1@empresa.test \
		to=ana@cliente.test,luis@cliente.test "$mail" "$mail" "$mail" |
		cut -d' ' -f1 | tr '\n' ' ')
	stop
	is "$got" "$outcomes " "$name: outcomes"
	is "$(grep -c '	m1@empresa.test	' "$base/relay/accepted")" "$taken" "$name: taken"
}

printf 'Subject: x\r\nMessage-ID: <m1@empresa.test>\r\n\r\nhola\r\n.\r\n..punto\r\n%s' "" >"$base/m1@empresa.test"
perl -e 'print "x" x 70, "\r\n" for 1 .. 4000' >>"$base/m1@empresa.test"
mail=$base/m1@empresa.test
# More than the buffers of both ends can hold, so that the dot is still unsent when the relay hangs up before it.
mkdir "$base/large"
large=$base/large/m1@empresa.test
cp "$mail" "$large"
perl -e 'print "y" x 70, "\r\n" for 1 .. 200000' >>"$large"

try "sent sent sent" 3 "no fault" keep
is "$(cut -f4,5 "$base/relay/accepted" | sort -u)" "c+m1@empresa.test	ana@cliente.test,luis@cliente.test" "the envelope"
is "$(cut -f3 "$base/relay/accepted" | sort -u)" "$(sha256sum <"$base/m1@empresa.test" | cut -d' ' -f1)" "the bytes"
is "$(cmp "$base/relay/1.eml" "$base/m1@empresa.test" && echo same)" same "and the file of the bytes"
try "retry sent sent" 2 "451 to the dot, once" dot:code=451@1
try "failed sent sent" 2 "550 to the dot, once" dot:code=550@1
try "sent failed sent" 2 "550 to MAIL, the second time" mail:code=550@2
try "sent sent sent" 3 "one recipient refused" rcpt:code=550@1
try "retry retry retry" 0 "452 to every recipient" rcpt:code=452
try "retry sent sent" 2 "hung up at DATA" data:close@1
mail=$large
try "retry sent sent" 2 "hung up in the body" body:close=9000@1
mail=$base/m1@empresa.test
try "uncertain sent sent" 2 "hung up at the dot, not taken" dot:close@1
try "uncertain sent sent" 3 "taken, and hung up without an answer" dot:lose@1
try "sent uncertain sent" 3 "the same at every second dot" dot:lose%2
try "sent sent sent" 3 "slow to answer" dot:delay=200
try "sent sent sent" 3 "says 421 to the second MAIL: another connection, at once" mail:code=421@2
try "open sent sent" 2 "421 in the greeting, once" greeting:code=421@1
try "open open open" 0 "hangs up on everybody" greeting:close
try "sent sent sent" 3 "refuses RSET" rset:code=500 rcpt:code=550@1
try "failed sent sent" 2 "refuses RSET after a mail without recipients" rset:code=500 rcpt:code=550@1 rcpt:code=550@2
required 2 "sent 250 dotted [sent:250 sent:250 sent:250]" 1 "everybody is accepted"
required 2 "retry 451 undotted [retry:0 retry:451 retry:0]" 0 "one of two is refused for now: nobody gets it" \
	rcpt:code=451@2
required 2 "sent 250 dotted [sent:250 failed:550 sent:250]" 1 "one of two is refused for good" rcpt:code=550@2
required 2 "failed 550 undotted [failed:550 failed:550 failed:0]" 0 "both are: a copy to ourselves is no mail" \
	rcpt:code=550@1 rcpt:code=550@2
required 2 "retry 451 undotted [failed:550 retry:451 retry:0]" 0 "one for good, one for now" \
	rcpt:code=550@1 rcpt:code=451@2
required 1 "sent 250 dotted [sent:250 retry:451 retry:451]" 1 "copies that are refused do not matter" \
	rcpt:code=451@2 rcpt:code=451@3
required 1 "failed 550 undotted [failed:550 retry:451 retry:451]" 0 "nor do they keep a failed mail alive" \
	rcpt:code=550@1 rcpt:code=451@2 rcpt:code=451@3
required 0 "sent 250 dotted [retry:451 failed:550 sent:250]" 1 "nobody required: whoever is accepted gets it" \
	rcpt:code=451@1 rcpt:code=550@2
echo "1..$count"
exit $failed
