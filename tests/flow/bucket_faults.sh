#!/bin/sh
# What may go wrong with a bucket: its service is away, refuses us, or a large message is cut off in its parts. Nothing is
# on record whose bytes are not in it, and afterwards nothing is missing. Run by test_bucket.sh, which starts the server.
. "$(dirname "$0")/job.sh"
[ -n "${VALIJA_TEST_S3:-}" ] || { echo "1..0 # SKIP test_bucket.sh runs this one"; exit 0; }
job_begin bucketfaults
job_config folder
printf '[inbound]\nsender_hour = 0\n' >>"$base/valija.conf" # one supplier sends them all
objects() { find "$VALIJA_TEST_S3/disks" -name '*.data' | lines; }
deliver_mails
listed() { v mail list --json | lines; }

sed -i 's/^mail_secret_file.*/mail_secret_file = other.secret/' "$base/valija.conf"
(umask 077; echo other >"$base/other.secret")
before=$(objects)
status 1 "a wrong secret stops" v once fetch
like "$(cat "$base/err")" '*403*SignatureDoesNotMatch*' "in the service's words"
is "$(grep -c -e other -F -e "$(cat "$VALIJA_TEST_S3/secret")" "$base/err")" 0 "and no secret is said"
is "$(listed) $(objects)" "0 $before" "nothing is on record, nothing was written"
sed -i 's/^mail_secret_file.*/mail_secret_file = s3.secret/' "$base/valija.conf"

sh "$root/tests/s3.sh" stop "$VALIJA_TEST_S3"
status 75 "a service that is away: later" v once fetch
is "$(listed)" 0 "nothing is on record"
sh "$root/tests/s3.sh" start "$VALIJA_TEST_S3" || exit 1
status 0 "when it is back they come" v once fetch
sh "$root/tests/s3.sh" stop "$VALIJA_TEST_S3"
for n in 1 2 3 4; do status 75 "away while they are worked on, $n times: later" v once work; done
sh "$root/tests/s3.sh" start "$VALIJA_TEST_S3" || exit 1
is "$(v mail list --json | json state | sort | uniq -c | tr -s ' ')" " 6 staged" "that is no fault of theirs"
status 0 "when it is back they are done" v once all
is "$(listed)" 6 "everything is"
is "$(find "$base/store/mail" -type f | lines)" 0 "no message lies in the folder"
status 0 "verify finds every message" v verify
is "$(cat "$base/out")" "" "and no fault"

# The service ends while mails come in by the hundred, and comes back: fetch goes on by itself.
perl -e 'for my $n (1 .. 300) {
	open my $out, ">", "$ARGV[0]/inbox/many-$n.eml" or die;
	print $out "From: a\@cliente.test\nTo: empresa\@empresa.test\nSubject: $n\nMessage-ID: <many-$n\@cliente.test>\n",
		"Date: Mon, 2 Mar 2026 10:00:00 -0300\n\nHola $n\n";
}' "$base"
"$valija" -q -c "$base/valija.conf" run 2>>"$base/log" &
run_pid=$!
sleep 0.3
sh "$root/tests/s3.sh" stop "$VALIJA_TEST_S3"
sleep 1
sh "$root/tests/s3.sh" start "$VALIJA_TEST_S3" || exit 1
all_done() { [ "$(v mail list --json | json state | grep -c -v staged)" -ge 306 ]; }
until_true 120 all_done
kill "$run_pid" && wait "$run_pid"
run_pid=
is "$(v mail list --json | json subject | grep -c '^[0-9]*$')" 300 "every mail is in, once"
is "$(v mail list --json | json state | sort | uniq -c | tr -s ' ')" " 305 done
 1 quarantined" "and only the broken one of the demo is set aside"
status 0 "with its bytes" v verify

# A long line: what reads much asks for several at once, and tells in the order of the messages.
perl "$root/tests/flow/slow_proxy.pl" "$base/line" "$S3_PORT" 5 "$base/peak" &
line=$!
trap 'kill $line; job_clean' EXIT
until_true 10 test -s "$base/line"
sed "s|^mail_endpoint.*|mail_endpoint = https://localhost:$(cat "$base/line")|" "$base/valija.conf" >"$base/far.conf"
far() { rm -f "$base/peak" && "$valija" -q -c "$base/far.conf" "$@"; }
several() { is "$([ "$(cat "$base/peak")" -gt 1 ] && echo several)" several "$1 over several connections"; }
status 0 "verify reads from far away" far verify
several verify
status 0 "so does backup" far backup "$base/far.tar"
several backup
status 0 "and move-store" far move-store --mail folder
several move-store
is "$(find "$base/store/mail" -type f | lines)" "$(tar xOf "$base/far.tar" end.json | json mails)" "as many messages as it"
spoil()
{
	file=$(grep -rlx "Subject: $1" "$VALIJA_TEST_S3/disks" --include='*.data')
	sed -i 's/^Hola/Nada/' "$file"
}
spoil 200
spoil 7
spoil 31
ids=$(for n in 7 31 200; do v mail list --json | json subject=$n id; done)
status 1 "what the service spoiled is found from far away" far verify
is "$(sed -n 's/^mail \([0-9]*\): bucket: .*/\1/p' "$base/out")" "$(echo "$ids" | sort -n)" "each is named, in order"
status 1 "and is no backup" far backup "$base/spoilt.tar"
sed '/^mail = /d' "$base/far.conf" >"$base/folder.conf"
status 0 "the messages of the folder are put there again" \
	"$valija" -q -c "$base/folder.conf" move-store --mail "$(sed -n 's/^mail = //p' "$base/far.conf")"
status 0 "and all is whole" far verify

# A message of eleven million bytes goes in parts.
sed -i 's/^mail = .*/&\nmail_part_bytes = 5242880/' "$base/valija.conf"
perl -e 'print "From: a\@cliente.test\nTo: empresa\@empresa.test\nSubject: large\nMessage-ID: <large\@cliente.test>\n\n";
	print "line $_ of a large mail, which nobody reads\n" for 1 .. 240000' >"$base/large.eml"
before=$(objects)
VALIJA_STEP=bucket.complete:1:EIO status 1 "cut off before its end" v import "$base/large.eml"
is "$(objects)" "$before" "its parts are taken back"
VALIJA_STEP=bucket.complete:1:KILL status 137 "killed before its end" v import "$base/large.eml"
is "$(v mail list --json | json subject | grep -c large)" 0 "it is not on record"
status 0 "then whole" v import "$base/large.eml"
v once work
id=$(v mail list --json | json subject=large id)
is "$(v mail show "$id" --raw 2>/dev/null | sha256sum)" \
	"$(sha256sum <"$base/large.eml")" "the same bytes come back"
status 0 "verify reads it too" v verify
job_finish
