#!/bin/sh
# bench/drain.sh VALIJA [N]: N (10,000) frozen mails of 20 kB to smtp-sink on loopback, by smtp-source (which keeps no
# record of anything) and by valija send, every attempt and outcome durable: with one connection, and with ten. Mails
# a second, the median of RUNS (3), side by side in one run. VALIJA's build folder holds tests/flow/queue_mails.
set -eu
valija=$1
n=${2:-10000}
case $valija in /*) ;; *) valija=$PWD/$valija ;; esac
fill=$(dirname "$valija")/tests/flow/queue_mails
dir=$(mktemp -d /tmp/v-drain.XXXXXX)
port=$((20000 + $$ % 10000))
smtp-sink ${SINK_USER--u nobody} "127.0.0.1:$port" 1000 >/dev/null 2>&1 &
sink=$!
trap 'kill $sink; rm -rf "$dir"' EXIT
until nc -z 127.0.0.1 $port 2>/dev/null; do sleep 0.1; done
now() { date +%s%N; }
told() { echo "$1 $(perl -e 'printf "%.0f", $ARGV[0] / ($ARGV[1] / 1e9)' "$n" "$2")" >>"$dir/figures"; }
config()
{
	cat <<CONFIG
[company andes]
country = CL
tax_ids = 76.543.210-3
name = Andes
from = empresa@empresa.test
reply_to = empresa@empresa.test
[account facturas]
company = andes
type = folder
path = .
[relay salida]
host = 127.0.0.1
port = $port
tls = none
auth = none
connections = $1
domain_connections = $1
mails_per_connection = 100000
per_day = 0
CONFIG
}
for run in $(seq "${RUNS:-3}"); do
	for connections in 1 10; do
		start=$(now)
		smtp-source -d -s $connections -m "$n" -l 20000 -f a@empresa.test -t b@uno.test "127.0.0.1:$port" >/dev/null
		told "smtp-source-$connections" $(($(now) - start))
		rm -rf "$dir/v"
		"$valija" init "$dir/v" >/dev/null
		config $connections >"$dir/v/valija.conf"
		"$fill" "$dir/v/store" andes salida "$(date +%s)" "$n" 20000 uno.test
		sync -f "$dir/v"
		start=$(now)
		pids=
		for i in $(seq $connections); do
			"$valija" -q -c "$dir/v/valija.conf" once send 2>>"$dir/log" &
			pids="$pids $!"
		done
		wait $pids
		took=$(($(now) - start))
		sent=$("$valija" -c "$dir/v/valija.conf" queue list --state sent --json | wc -l)
		[ "$sent" = "$n" ] || { echo "only $sent were sent" >&2; exit 1; }
		told "valija-$connections" $took
	done
done
perl -ne '
	my ($who, $rate) = split; push @{$f{$who}}, $rate;
	END { for (sort keys %f) {
		my @s = sort { $a <=> $b } @{$f{$_}};
		$m{$_} = $s[@s / 2];
		printf "%-14s median %d a second (%s)\n", $_, $m{$_}, join(" ", @s);
	}
	printf "one: %.2f  ten: %.2f\n", $m{"valija-1"} / $m{"smtp-source-1"}, $m{"valija-10"} / $m{"smtp-source-10"} }' "$dir/figures"
