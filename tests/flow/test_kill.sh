#!/bin/sh
# valija run, killed with signal 9 at random moments (all its processes at once) while invoices come in, reminders go out
# and clients answer, with a real Dovecot and Postfix. In the end: one invoice, one reminder, one note each, nothing lost.
# KILLS=1000 kills so often (default 30); the last line says the figures (bench/results.md).
. "$(dirname "$0")/job.sh"
kills=${KILLS:-30}
rounds=$(((kills + 5) / 6))
job_begin kill
job_servers
LOOKUP_SECONDS=5 job_config servers
sed -i 's/^hour_until = 24/&\nmin_interval = 0/; s/^tax_ids = .*/&\naddress_per_day = 0\naddress_per_week = 0/' "$base/valija.conf"
printf '[inbound]\nsender_hour = 0\n' >>"$base/valija.conf" # one supplier sends an invoice a second
is "$(v check 2>&1)" "" "the config has no fault"

# invoice N: a DTE of folio 20000+N for a client of its own.
invoice()
{
	rut=$(perl -e 'my ($n, $s, $m) = ($ARGV[0], 0, 2);
		for (reverse split //, $n) { $s += $_ * $m; $m = $m == 7 ? 2 : $m + 1 }
		my $d = 11 - $s % 11; print "$n-", $d == 11 ? 0 : $d == 10 ? "K" : $d' $((60000000 + $1)))
	perl -e '
		use MIME::Base64;
		my ($file, $folio, $rut) = @ARGV;
		my $mail = do { local (@ARGV, $/) = $file; <> };
		$mail =~ s{(base64\n\n)([A-Za-z0-9+/=\n]+?)(\n--)}{
			my ($head, $tail, $xml) = ($1, $3, decode_base64($2));
			$xml =~ s/\b1042\b/$folio/g;
			$xml =~ s/77654321-7/$rut/g;
			$xml =~ s/F1042T33/F${folio}T33/;
			$head . encode_base64($xml) . $tail}e;
		$mail =~ s/<demo-1-/<kill-$folio-/; $mail =~ s/folio 1042/folio $folio/;
		print $mail;' "$base/mails/1-dte-33.eml" $((20000 + $1)) "$rut" >"$base/invoice.eml"
	deliver "$base/invoice.eml"
}

filed() { servers count "$base/s" empresa@empresa.test "Cobranza/$1" 2>/dev/null || echo 0; }
answered=" "
# Every reminder that has come is answered once.
answer()
{
	for uid in $(servers list "$base/s" cliente@cliente.test INBOX | cut -f 1); do
		case $answered in *" $uid "*) continue ;; esac
		servers show "$base/s" cliente@cliente.test INBOX "$uid" >"$base/reminder.eml"
		perl "$root/tests/demo/reply.pl" <"$base/reminder.eml" >"$base/reply.eml"
		deliver "$base/reply.eml" "$(sed -n 's/^To: //p' "$base/reply.eml")"
		answered="$answered$uid "
	done
}

start() { perl -e 'setpgrp 0, 0; exec @ARGV' "$valija" -c "$base/valija.conf" run 2>>"$base/log" & run_pid=$!; }
# Up to so many seconds, most often little.
moment() { perl -e 'srand; select undef, undef, undef, 0.02 + $ARGV[0] * rand() ** 2' "$1"; }
end_all() { kill -9 -$run_pid 2>/dev/null; wait $run_pid 2>/dev/null; run_pid=; }

began=$(date +%s)
killed=0
round=0
while [ $round -lt $rounds ]; do
	round=$((round + 1))
	invoice $round
	[ $round = 1 ] || answer
	k=0
	while [ $k -lt 6 ] && [ $killed -lt "$kills" ]; do
		start
		moment 1.6
		end_all
		killed=$((killed + 1)) k=$((k + 1))
	done
done
start
reminded() { [ "$(servers count "$base/s" cliente@cliente.test INBOX)" -ge $rounds ]; }
noted() { [ "$(v note list --json | lines)" -ge $rounds ]; }
at_rest()
{
	! v queue list --json | grep -q '"state":"\(ready\|uncertain\)"' && ! v mail list --json | grep -q '"state":"staged"' &&
		[ "$(filed Promesas)" -ge $rounds ] && [ "$(filed Enviados)" -ge $((2 * rounds)) ]
}
wait_s=$((60 + rounds))
until_true $wait_s reminded
is $? 0 "every client has a reminder"
answer
until_true $wait_s noted
is $? 0 "every answer is a note"
until_true $wait_s at_rest
is $? 0 "everything comes to rest"
servers drain "$base/s"
kill -TERM $run_pid && wait $run_pid
is $? 0 "run ends when asked to"
run_pid=

ids() { servers list "$base/s" "$1" INBOX | cut -f 3 | sort; }
is "$(v export invoices | lines)" $rounds "one invoice each ($rounds)"
is "$(ids cliente@cliente.test | lines)" $rounds "one reminder each"
is "$(ids cliente@cliente.test | uniq -d)" "" "none twice"
is "$(v note list --json | json invoice | sort | uniq -c | awk '$1 != 1' | lines)" 0 "one note each: none has two"
is "$(v note list --json | lines)" $rounds "and none has none"
is "$(filed Promesas)" $rounds "each answer was moved once"
is "$(filed Enviados)" $((2 * rounds)) "and each copy of what went out"
is "$(ids finanzas@empresa.test | uniq -d)" "" "no alert came twice"
is "$(ids finanzas@empresa.test | lines)" $rounds "one alert of each answer"
is "$(servers count "$base/s" empresa@empresa.test INBOX)" $rounds "invoices stay in the inbox"
is "$(v mail list --json | json sha256 | sort | uniq -d)" "" "no mail is on record twice"
is "$(v mail list --json | lines)" $((4 * rounds)) "and none is missing"
is "$(v queue list --json | json state | sort -u)" sent "every mail is sent"
uncertain=$(v queue list --json | grep -c 'copy came back\|cut after' || true)
echo "# $killed kills, $rounds invoices in $(($(date +%s) - began)) s: 0 lost and 0 twice when all is ok; $uncertain mails were uncertain meanwhile"
if [ $failed != 0 ]; then
	v queue list --json | grep -v '"state":"sent"' | cut -c1-400 | sed 's/^/# /'
	v mail list --json | grep -v '"state":"done"' | cut -c1-400 | sed 's/^/# /'
	grep -v 'info' "$base/log" | tail -n 30 | sed 's/^/# /'
fi
job_finish
