#!/bin/sh
# The SMTP sink against a real Postfix: clear text on loopback, STARTTLS, implicit TLS, logins, certificates, single
# recipients that are refused, reuse of connections, 8-bit bodies, and dots that arrive as they were.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
servers="sh $root/tests/servers.sh"
drive=${DRIVE_SINK:-$root/${B:-build/release}/tests/flow/drive_sink}
count=0
failed=0

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

# The text begins with the pattern's words.
like()
{
	case $1 in
	$2) is yes yes "$3" ;;
	*) is "$1" "$2" "$3" ;;
	esac
}

[ -x "$drive" ] || make -s -C "$root" "${drive#"$root"/}" >&2 || exit 1
base=$(mktemp -d /tmp/vsink.XXXXXX)
chmod 755 "$base"
proxy=
trap 'kill $proxy 2>/dev/null; $servers stop $base/a 2>/dev/null; rm -rf "$base"' EXIT
trap 'exit 1' INT TERM
$servers start "$base/a" 2>"$base/why"
status=$?
if [ $status = 77 ]; then
	echo "1..0 # SKIP $(cat "$base/why")"
	exit 0
fi
is $status 0 "the servers start"
. "$base/a/env"

# mail NAME TEXT: a canonical mail in $base/NAME (its Message-ID is the name).
mail()
{
	printf 'From: Cobranza <empresa@empresa.test>\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%s>\r\n%b' \
		"$CLIENT_USER" "$1" "$1" "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n" >"$base/$1"
	printf 'Content-Transfer-Encoding: 8bit\r\n\r\n%b\r\n' "$2" >>"$base/$1"
}

send()
{
	"$drive" host=127.0.0.1 helo=empresa.test from="$COMPANY_USER" "$@" 2>&1
}

# body NAME: what arrived, from the blank line on.
body()
{
	uid=$($servers list "$base/a" "$CLIENT_USER" INBOX | awk -F'\t' -v s="$1" '$4 == s { print $1 }')
	$servers show "$base/a" "$CLIENT_USER" INBOX "$uid" | tr -d '\r' | sed '1,/^$/d'
}

mail plain.1@empresa.test 'hola\r\n.\r\n..\r\n.punto\r\nadi\303\263s'
like "$(send port="$SMTP_PORT" tls=none to="$CLIENT_USER" "$base/plain.1@empresa.test")" \
	"sent 250 dotted \[sent:250\] 2.0.0 Ok: queued as *" "clear text on loopback"
$servers drain "$base/a"
is "$(body plain.1@empresa.test)" "$(printf 'hola\n.\n..\n.punto\nadi\303\263s')" "dots and 8-bit arrive as they were"

tls="ca=$CA_FILE to=$CLIENT_USER"
login="auth=password user=$COMPANY_USER secret_file=$PASSWORD_FILE"
mail tls.1@empresa.test hola
like "$(send port="$SUBMISSION_PORT" tls=starttls $tls $login "$base/tls.1@empresa.test")" "sent 250 dotted *" \
	"STARTTLS with a login"
like "$(send port="$SMTPS_PORT" tls=implicit $tls $login "$base/tls.1@empresa.test")" "sent 250 dotted *" \
	"implicit TLS with a login"
like "$(send port="$SMTP_PORT" tls=starttls $tls "$base/tls.1@empresa.test")" "sent 250 dotted *" \
	"STARTTLS without a login"
like "$(send port="$SUBMISSION_PORT" tls=starttls $tls "$base/tls.1@empresa.test")" \
	"failed 554 undotted \[failed:554\] 5.7.1 *" "a relay that wants a login refuses the recipient"
like "$(send port="$SMTPS_PORT" tls=implicit to="$CLIENT_USER" $login "$base/tls.1@empresa.test")" "open stop *" \
	"an unknown authority stops"
like "$(send host=127.0.0.2 port="$SMTPS_PORT" tls=implicit $tls $login "$base/tls.1@empresa.test")" "open retry *" \
	"nobody listens there: later"
like "$(send port="$SMTPS_PORT" tls=implicit to="$CLIENT_USER" ca="$base/none.pem" $login "$base/tls.1@empresa.test")" \
	"open stop *" "a missing CA file stops"
echo otra >"$base/wrong"
chmod 600 "$base/wrong"
like "$(send port="$SMTPS_PORT" tls=implicit $tls auth=password user="$COMPANY_USER" secret_file="$base/wrong" \
	"$base/tls.1@empresa.test")" "open stop *535 5.7.8*" "a wrong password stops, with the server's words"
like "$(send port="$SUBMISSION_PORT" tls=none to="$CLIENT_USER" $login "$base/tls.1@empresa.test")" "open stop *" \
	"no login without TLS where the server offers none"

# The configuration by which the servers' own authority signs for these names.
authority()
{
	printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index\nnew_certs_dir=%s\n' "$base" "$base"
	printf 'default_md=sha256\npolicy=p\n'
	printf 'x509_extensions=e\nrand_serial=yes\nunique_subject=no\n[p]\ncommonName=supplied\n'
	printf '[e]\nsubjectAltName=%s\n' "$1"
} >"$base/ca.cnf"

# stranger WANT NAME SAN START END [S_SERVER OPTION…]: what the sink says to a TLS server with such a certificate, and
# that this server hears nothing.
stranger()
{
	want=$1 name=$2 start=$4 end=$5
	authority "$3"
	shift 5
	: >"$base/index"
	openssl ca -batch -notext -config "$base/ca.cnf" -cert "$base/a/tls/ca.pem" -keyfile "$base/a/tls/ca.key" \
		-in "$base/other.csr" -out "$base/other.pem" -startdate "$start" -enddate "$end" 2>"$base/why" ||
		cat "$base/why" >&2
	port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1)->sockport')
	openssl s_server -quiet -accept "127.0.0.1:$port" -cert "$base/other.pem" -key "$base/other.key" "$@" \
		</dev/null >"$base/heard" 2>/dev/null &
	proxy=$!
	tries=0
	until perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => shift)' \
		"$port" || [ $tries -ge 50 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	like "$(send port="$port" tls=implicit $tls $login "$base/tls.1@empresa.test")" "$want" "$name"
	is "$(cat "$base/heard")" "" "$name: that server hears nothing"
	kill "$proxy" 2>/dev/null
	wait "$proxy" 2>/dev/null
}

if [ -r "$base/a/tls/ca.key" ]; then
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=other.test \
		-keyout "$base/other.key" -out "$base/other.csr" 2>/dev/null
	ours=DNS:localhost,IP:127.0.0.1
	stranger "open stop *" "another host's certificate" DNS:other.test 20200101000000Z 20900101000000Z
	stranger "open stop *check host, ca_file*" "an expired certificate" $ours 20200101000000Z 20210101000000Z
	stranger "open stop *" "a certificate of the future" $ours 20800101000000Z 20900101000000Z
	stranger "open retry *" "TLS 1.1" $ours 20200101000000Z 20900101000000Z -tls1_1 -cipher DEFAULT@SECLEVEL=0
else
	count=$((count + 1))
	echo "ok $count # SKIP the authority's key belongs to root"
fi

mail two.1@empresa.test uno
mail two.2@empresa.test dos
like "$(send port="$SMTP_PORT" tls=none to="nadie@otro.example,$CLIENT_USER" "$base/two.1@empresa.test" \
	"$base/two.2@empresa.test" | tr '\n' '|')" \
	"sent 250 dotted \[failed:5?? sent:250\] *|sent 250 dotted \[failed:5?? sent:250\] *|" \
	"a refused recipient beside a good one, twice on one connection"
like "$(send port="$SMTP_PORT" tls=none to="nadie@otro.example" "$base/two.1@empresa.test" "$base/two.2@empresa.test" |
	tr '\n' '|')" "failed 5?? undotted \[failed:5??\] *|failed 5?? undotted \[failed:5??\] *|" \
	"no good recipient: failed, and the connection serves the next mail"
like "$(send port="$SMTP_PORT" tls=none to="a b@empresa.test,x>y@empresa.test,$CLIENT_USER" \
	"$base/two.1@empresa.test")" \
	"sent 250 dotted \[failed:0 failed:0 sent:250\] *" "what is no address never reaches the server"

many=$(i=0; while [ $i -lt 400 ]; do i=$((i + 1)); printf 'cliente+%d@cliente.test,' $i; done)
like "$(send port="$SMTP_PORT" tls=none to="$many$CLIENT_USER" "$base/two.1@empresa.test")" "sent 250 dotted *" \
	"401 recipients in one mail"
connects=$(grep -c 'smtpd\[.*: connect from' "$base/a/postfix.log")
mail reuse.1@empresa.test uno
again="$base/reuse.1@empresa.test"
send port="$SMTPS_PORT" tls=implicit $tls $login per_connection=2 $again $again $again $again $again >"$base/out"
is "$(grep -c '^sent 250' "$base/out")" 5 "five mails, at most two a connection"
is $(($(grep -c 'smtpd\[.*: connect from' "$base/a/postfix.log") - connects)) 3 "on three connections"

perl -e 'print "Subject: big\r\nMessage-ID: <big.1\@x>\r\n\r\n"; print "x" x 900, "\r\n" for 1 .. 28000' >"$base/big.1@x"
like "$(send port="$SMTPS_PORT" tls=implicit $tls $login "$base/big.1@x")" "sent 250 dotted *" "25 MB over TLS"
perl -e 'print "Subject: huge\r\n\r\n"; print "x" x 900, "\r\n" for 1 .. 68000' >"$base/huge"
like "$(send port="$SMTP_PORT" tls=none to="$CLIENT_USER" "$base/huge")" \
	"failed 0 undotted \[failed:0\] larger than the relay takes" "too large for the relay: known before it is sent"

# Under TLS, cut after every few bytes, one way and the other: what is reported is what arrived.
cut_everywhere()
{
	perl "$root/tests/flow/cut_proxy.pl" "$base/port.$1" "$SMTPS_PORT" "$1" "$2" &
	proxy=$!
	tries=0
	until [ -s "$base/port.$1" ] || [ $tries -ge 50 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	i=0
	while [ $i -lt 70 ]; do
		i=$((i + 1))
		mail "cut.$1.$i" hola
		"$drive" host=127.0.0.1 port="$(cat "$base/port.$1")" tls=implicit $tls $login helo=empresa.test \
			from="$COMPANY_USER" "$base/cut.$1.$i" | sed "s/^/cut.$1.$i /"
	done >"$base/cut.$1"
	kill "$proxy"
	$servers drain "$base/a"
	$servers list "$base/a" "$CLIENT_USER" INBOX | cut -f4 | grep "^cut\\.$1\\." | sort >"$base/arrived"
	is "$(uniq -d <"$base/arrived")" "" "cut $1: nothing arrived twice"
	is "$(grep -cE '^[^ ]+ (sent|uncertain|retry|open retry) ' "$base/cut.$1")" 70 "cut $1: never a stop, never a failure"
	grep -E '^[^ ]+ sent ' "$base/cut.$1" | cut -d' ' -f1 | sort >"$base/said"
	is "$(comm -23 "$base/said" "$base/arrived")" "" "cut $1: what was sent arrived ($(grep -c . "$base/said"))"
	grep -E '^[^ ]+ (retry|open) ' "$base/cut.$1" | cut -d' ' -f1 | sort >"$base/said"
	is "$(comm -12 "$base/said" "$base/arrived")" "" "cut $1: what was not sent did not ($(grep -c . "$base/said"))"
}
cut_everywhere out 24
cut_everywhere in 16

"$drive" host=127.0.0.1 port="$SMTP_PORT" tls=none helo=empresa.test from="$COMPANY_USER" to="$CLIENT_USER" --contract \
	>"$base/contract"
is $? 0 "the contract of sinks: SMTP ($(grep -c '^ok' "$base/contract") checks)"
"$drive" folder="$base/folder" from="$COMPANY_USER" to="$CLIENT_USER" --contract >"$base/contract"
is $? 0 "the contract of sinks: folder ($(grep -c '^ok' "$base/contract") checks)"
$servers drain "$base/a"
is "$($servers list "$base/a" "$CLIENT_USER" INBOX | grep -c contract)" 2 "each mail of the contract arrived once"
is "$(grep -c "$PASSWORD" "$base/a/postfix.log")" 0 "no secret in the server's log"
echo "1..$count"
exit $failed
