#!/bin/sh
# The pages that people wait for, over a ledger of N documents of 50,000 customers: report_scale.sh [N [VALIJA]]; beside
# VALIJA stands bench/ledger_scale (make build/release/bench/ledger_scale). One JSON object each: milliseconds of the
# processor and of the clock of the best of five runs, and rows.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
root=$(cd "$(dirname "$0")/.." && pwd)
n=${1:-1000000}
valija=${2:-$root/build/release/valija}
bin=$(cd "$(dirname "$valija")" && pwd)
base=$(mktemp -d /tmp/v-report.XXXXXX)
trap 'rm -rf "$base"' EXIT
"$bin/bench/ledger_scale" "$base/store" - "$n" >&2
mkdir -p "$base/inbox" "$base/relay"
cat >"$base/valija.conf" <<CONFIG
[store]
path = store
[company andes]
country = CL
tax_ids = 76192083-9
name = Andes
from = Cobranza <cobranza@andes.test>
reply_to = cobranza@andes.test
alerts_to = finanzas@andes.test
go_live = 2020-01-01
[account facturas]
company = andes
type = folder
path = inbox
[relay salida]
type = folder
path = relay
CONFIG
for page in "report ageing" "report agenda" "customer show 60000005-5" "report orphans"; do
	perl -MTime::HiRes=time -e '
		my ($page, @command) = @ARGV;
		my ($cpu, $wall, $rows);
		for (1 .. 5) {
			my ($begin, @before) = (time, times);
			open my $out, "-|", @command or die "$command[0]: $!\n";
			$rows = () = <$out>;
			close $out;
			my @after = times;
			my $spent = 1000 * ($after[2] + $after[3] - $before[2] - $before[3]);
			my $took = 1000 * (time - $begin);
			$cpu = $spent if !defined $cpu || $spent < $cpu;
			$wall = $took if !defined $wall || $took < $wall;
		}
		printf "{\"page\":\"%s\",\"cpu_ms\":%.0f,\"wall_ms\":%.0f,\"rows\":%d}\n", $page, $cpu, $wall, $rows;
	' "$page" "$bin/valija" -q -c "$base/valija.conf" --now 2026-12-20T12:00:00Z $page --json
done
