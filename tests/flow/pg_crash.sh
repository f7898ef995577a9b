#!/bin/sh
# The database server is cut off again and again while the program works, and comes back: nothing is lost, nothing is done
# twice, and nobody has to start anything. Run by test_pg_server.sh, which starts the server.
. "$(dirname "$0")/job.sh"
[ -n "${VALIJA_TEST_PG:-}" ] || { echo "1..0 # SKIP test_pg_server.sh runs this one"; exit 0; }
cuts=${CUTS:-6}
job_begin pgcrash
job_config folder
v customer list >/dev/null
"$valija" -q -c "$base/valija.conf" run 2>>"$base/log" &
run_pid=$!

# Five mails a round: the demo's DTE under other folios.
round=0
while [ $round -lt "$cuts" ]; do
	round=$((round + 1))
	for n in 1 2 3 4 5; do
		folio=$((20000 + round * 10 + n))
		perl -MMIME::Base64 -e '
			my ($file, $folio) = @ARGV;
			my $mail = do { local (@ARGV, $/) = $file; <> };
			$mail =~ s{(base64\n\n)([A-Za-z0-9+/=\n]+?)(\n--)}{
				my ($head, $tail, $xml) = ($1, $3, decode_base64($2));
				$xml =~ s/\b1042\b/$folio/g;
				$xml =~ s/F1042T33/F${folio}T33/;
				$head . encode_base64($xml) . $tail}e;
			$mail =~ s/<demo-1-/<cut-$folio-/;
			print $mail;' "$base/mails/1-dte-33.eml" $folio >"$base/mail-$folio.eml"
		deliver "$base/mail-$folio.eml"
	done
	sleep "0.$((round * 3 % 10))"
	sh "$root/tests/pg.sh" crash "$VALIJA_TEST_PG" && sh "$root/tests/pg.sh" start "$VALIJA_TEST_PG" || exit 1
done
wanted=$((cuts * 5))
done_mails() { [ "$(v mail list --state done 2>/dev/null | lines)" -ge $wanted ]; }
until_true 180 done_mails
is "$(kill -0 "$run_pid" && echo runs)" runs "the program outlives its server $cuts times"
kill "$run_pid" && wait "$run_pid"
run_pid=
is "$(v mail list --json | json state | sort | uniq -c | tr -s ' ')" " $wanted done" "every mail is worked off"
is "$(v export invoices | json key | sort | uniq | lines)" $wanted "and owed"
is "$(v export events | json kind invoice | sort | uniq -d)" "" "nothing happened twice"
status 0 "verify finds no fault" v verify
is "$(cat "$base/out")" "" "none"
job_finish
