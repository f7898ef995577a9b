#!/bin/sh
# The private servers deliver like real ones: +tag into the right mailbox, unknown mailboxes bounce, and stop
# leaves nothing behind. Two at once must not meet.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
servers="sh $root/tests/servers.sh"
count=0

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

failed=0
base=$(mktemp -d /tmp/vservers.XXXXXX)
chmod 755 "$base"
trap '$servers stop $base/a 2>/dev/null; $servers stop $base/b 2>/dev/null; rm -rf "$base"' EXIT
trap 'exit 1' INT TERM

$servers start "$base/a" 2>"$base/why"
status=$?
if [ $status = 77 ]; then
	echo "1..0 # SKIP $(cat "$base/why")"
	exit 0
fi
is $status 0 "the first pair of servers starts"
DELIMITER=. $servers start "$base/b"
is $? 0 "a second pair starts beside it"

mail="$base/mail.eml"
cat >"$mail" <<'MAIL'
From: Clara <clara@cliente.test>
To: empresa@empresa.test
Subject: Factura 123
Message-ID: <factura-123@cliente.test>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Adjuntamos la factura de noviembre, señores.
.una línea que empieza con punto
MAIL
$servers deliver "$base/a" clara@cliente.test empresa+m1.abc@empresa.test "$mail"
is $? 0 "a mail to a +tag is taken"
$servers drain "$base/a"
is "$($servers list "$base/a" empresa@empresa.test INBOX | cut -f1,3,4)" \
	"$(printf '1\t<factura-123@cliente.test>\tFactura 123')" "it lies in the mailbox without the tag"
show=$($servers show "$base/a" empresa@empresa.test INBOX 1)
is "$(echo "$show" | tail -n 1)" ".una línea que empieza con punto" "its last line is unharmed"
is "$(echo "$show" | grep -c '^Delivered-To: empresa+m1.abc@empresa.test')" 1 "Delivered-To keeps the tag"
is "$($servers count "$base/a" cliente@cliente.test INBOX)" 0 "nobody else got it"
is "$($servers count "$base/b" empresa@empresa.test INBOX)" 0 "nor did the other server"

$servers user "$base/a" clara@cliente.test
$servers deliver "$base/a" clara@cliente.test sombra@otra.test "$mail" 2>/dev/null
$servers drain "$base/a"
is "$($servers count "$base/a" clara@cliente.test INBOX)" 1 \
	"a mailbox that does not exist bounces to the sender"
$servers deliver "$base/a" clara@cliente.test quien@example.org "$mail" 2>/dev/null
is $? 1 "mail for the outside world is refused at the door"

processes()
{
	for process in /proc/[0-9]*; do
		{ tr '\0' ' ' <"$process/cmdline"; } 2>/dev/null | grep -q "$base/a" && echo "$process"
		readlink "$process/cwd" 2>/dev/null | grep "^$base/a"
	done
}
is "$([ -n "$(processes)" ] && echo some)" some "its processes can be seen while it runs"
$servers stop "$base/a"
is $? 0 "stop"
is "$(processes)" "" "no process is left"
is "$($servers count "$base/b" empresa@empresa.test INBOX)" 0 "the other pair still answers"
$servers start "$base/a"
is "$($servers count "$base/a" empresa@empresa.test INBOX)" 1 "started again, the mails are still there"
echo "1..$count"
exit $failed
