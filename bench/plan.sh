#!/bin/sh
# plan over 100,000 open invoices of 20,000 customers: seconds and memory. plan.sh [VALIJA [CUSTOMERS]]; beside VALIJA
# stands bench/plan_book (make build/release/bench/plan_book). With VALIJA_TEST_PG, the folder of a private PostgreSQL,
# there.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
root=$(cd "$(dirname "$0")/.." && pwd)
valija=${1:-$root/build/release/valija}
bin=$(cd "$(dirname "$valija")" && pwd)
customers=${2:-20000}
base=$(mktemp -d /tmp/v-plan.XXXXXX)
trap 'rm -rf "$base"' EXIT
url=-
[ -z "${VALIJA_TEST_PG:-}" ] || url=$(sh "$root/tests/pg.sh" url "$VALIJA_TEST_PG" "plan_$$")
"$bin/valija" init $([ "$url" = - ] || echo --url "$url") "$base" >/dev/null
{
	printf '[store]\npath = store\n'
	[ "$url" = - ] || printf 'url = %s\n' "$url"
	cat <<-CONFIG
	[company andes]
	country = CL
	tax_ids = 76.543.210-3
	name = Andes
	from = Cobranza <cobranza@andes.test>
	reply_to = cobranza@andes.test
	alerts_to = finanzas@andes.test
	go_live = 2020-01-01
	per_day = 0
	relay = salida
	[policy built]
	hour_from = 0
	hour_until = 24
	weekdays = 1-7
	[account facturas]
	company = andes
	type = folder
	path = inbox
	[relay salida]
	type = folder
	path = relay
	CONFIG
} >"$base/valija.conf"
sed -i 's/^per_day/policy = built\n&/' "$base/valija.conf"
mkdir "$base/relay" "$base/inbox"
"$bin/bench/plan_book" "$base/store" "$url" andes "$customers"
/usr/bin/time -f '%e s, %U s user, %M KiB' -o "$base/time" "$bin/valija" -q -c "$base/valija.conf" plan --json >"$base/plan.json"
echo "$customers customers, $(grep -c '' "$base/plan.json") rows, $(grep -c '"skip": *null' "$base/plan.json") mails: $(cat "$base/time")"
