#!/bin/sh
# Reminders of two parts without attachments, decided, rendered, composed, frozen and committed by `work`: mails a second of
# wall and of a core; and without the deciding, which `plan` does alone. render.sh [VALIJA [CUSTOMERS]]; beside VALIJA
# stands bench/plan_book. Each batch is synced in TMPDIR: on a disk the wall is the disk's, in /dev/shm the processor's.
# With CAPS=1 the caps of a company and an address are counted. With VALIJA_TEST_PG, the folder of a private PostgreSQL,
# there; its own time is not in the figures of a core.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
root=$(cd "$(dirname "$0")/.." && pwd)
valija=${1:-$root/build/release/valija}
bin=$(cd "$(dirname "$valija")" && pwd)
customers=${2:-2000}
base=$(mktemp -d "${TMPDIR:-/tmp}/v-render.XXXXXX")
trap 'rm -rf "$base"' EXIT
url=-
[ -z "${VALIJA_TEST_PG:-}" ] || url=$(sh "$root/tests/pg.sh" url "$VALIJA_TEST_PG" "render_$$")
"$bin/valija" init $([ "$url" = - ] || echo --url "$url") "$base" >/dev/null
caps='per_day = 0
address_per_day = 0
address_per_week = 0'
[ -z "${CAPS:-}" ] || caps='per_day = 1000000'
cat >"$base/valija.conf" <<-CONFIG
	[store]
	path = store
	$([ "$url" = - ] || echo "url = $url")
	[company andes]
	country = CL
	tax_ids = 76.543.210-3
	name = Andes
	from = Cobranza <cobranza@andes.test>
	reply_to = cobranza@andes.test
	alerts_to = finanzas@andes.test
	go_live = 2020-01-01
	first_per_day = 0
	$caps
	payment_note = Transferencia a Banco del Sur, cuenta corriente 00-123-45678-9
	relay = salida
	policy = built
	[policy built]
	hour_from = 0
	hour_until = 24
	weekdays = 1-7
	attach = none
	[account facturas]
	company = andes
	type = folder
	path = inbox
	[relay salida]
	type = folder
	path = relay
CONFIG
mkdir "$base/relay" "$base/inbox"
"$bin/bench/plan_book" "$base/store" "$url" andes "$customers"
timed() { /usr/bin/time -f '%e %U %S %M' -o "$base/$1" "$bin/valija" -q -c "$base/valija.conf" $2 >/dev/null; }
timed plan 'plan --json'
timed work 'once work'
mails=$("$bin/valija" -q -c "$base/valija.conf" queue list --json | grep -c '"kind": *"reminder"')
bytes=$(find "$base/store/mail" -type f -exec cat {} + | wc -c)
echo "$mails $bytes $(cat "$base/plan" "$base/work" | xargs)" | awk '{
	plan = $4 + $5
	work = $8 + $9
	printf "%d mails of %.1f kB: %.1f s wall, %.2f s CPU, of it %.2f s as plan; %d KiB\n", $1, $2 / $1 / 1000, $7, work, plan, $10
	printf "%d a second a core in all, %d rendered and frozen\n", $1 / work, $1 / (work > plan ? work - plan : 0.01) }'
