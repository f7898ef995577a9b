# What the flow tests share; sourced, not run. The main job of tests/demo on a folder account and relay, or on private
# servers. $base is the test's folder; everything in it, and every server, is gone at the end, also when the test fails.
#   job_begin NAME · job_servers (skips the test when they are not installed) · job_config folder|servers [POLICY LINES]
#   v VERB… · deliver FILE (to the company's inbox) · is GOT WANTED WHAT · like TEXT PATTERN WHAT · until_true S COMMAND
LC_ALL=C.UTF-8
TZ=UTC
export LC_ALL TZ
root=$(cd "$(dirname "$0")/../.." && pwd)
case ${B:-build/release} in /*) bin=$B ;; *) bin=$root/${B:-build/release} ;; esac
valija=${VALIJA:-$bin/valija}
count=0
failed=0
run_pid=

is()
{
	count=$((count + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $count - $3"
	else
		echo "not ok $count - $3"
		printf '%s\n' "$1" | sed 's/^/#   got: /'
		printf '%s\n' "$2" | sed 's/^/#  want: /'
		failed=1
	fi
}

like()
{
	case $1 in
	$2) is yes yes "$3" ;;
	*) is "$1" "$2" "$3" ;;
	esac
}

# status WANTED WHAT COMMAND…: the command ends with this status; its output is in $base/out and $base/err.
status()
{
	wanted=$1 what=$2
	shift 2
	"$@" >"$base/out" 2>"$base/err"
	is $? "$wanted" "$what"
}

job_finish()
{
	echo "1..$count"
	exit $failed
}

servers() { sh "$root/tests/servers.sh" "$@"; }
v() { "$valija" -q -c "$base/valija.conf" "$@"; }
# said VERB…: as v, with what it says to people.
said() { "$valija" -c "$base/valija.conf" "$@" 2>&1; }
json() { perl "$root/tests/flow/json.pl" "$@"; }
lines() { grep -c '' || true; }

job_clean()
{
	[ -z "$run_pid" ] || kill -9 $run_pid 2>/dev/null
	[ ! -d "$base/s" ] || servers stop "$base/s" >/dev/null 2>&1
	rm -rf "$base"
}

job_begin()
{
	[ -x "$valija" ] || { echo "$0: $valija is not built" >&2; exit 1; }
	base=$(mktemp -d "/tmp/v-$1.XXXXXX")
	chmod 755 "$base"
	trap job_clean EXIT
	trap 'exit 1' INT TERM HUP
	sh "$root/tests/demo/mails.sh" "$base/mails"
}

job_servers()
{
	mkdir -p "$base/s"
	servers user "$base/s" finanzas@empresa.test 2>"$base/why"
	servers start "$base/s" 2>"$base/why"
	status=$?
	if [ $status = 77 ]; then
		echo "1..0 # SKIP $(cat "$base/why")"
		exit 0
	fi
	[ $status = 0 ] || { cat "$base/why" >&2; exit 1; }
	. "$base/s/env"
}

job_companies()
{
	for row in "andes|CL|76.543.210-3|Viña Ñuble Andes SpA" "norte|MX|MNO100203AB9|Maderas del Norte"; do
		old=$IFS IFS='|'
		set -- $row
		IFS=$old
		printf '[company %s]\ncountry = %s\ntax_ids = %s\nname = %s\n' "$@"
		cat <<-CONFIG
		from = Cobranza <empresa@empresa.test>
		reply_to = empresa@empresa.test
		alerts_to = finanzas@empresa.test
		go_live = 2020-01-01
		policy = demo
		relay = salida
		CONFIG
	done
}

job_channels()
{
	if [ "$1" = folder ]; then
		mkdir -p "$base/inbox" "$base/relay"
		printf '[account facturas]\ncompany = andes\ntype = folder\npath = inbox\n'
		printf '[relay salida]\ntype = folder\npath = relay\n'
		return
	fi
	printf '%s\n' "$PASSWORD" >"$base/password"
	chmod 600 "$base/password"
	login="ca_file = $CA_FILE
user = empresa@empresa.test
password_file = password"
	printf '[account facturas]\ncompany = andes\nhost = localhost\nport = %s\ntls = implicit\n%s\n' "$IMAPS_PORT" "$login"
	printf '[relay salida]\nhost = localhost\nport = %s\ntls = starttls\n%s\n' "$SUBMISSION_PORT" "$login"
}

# With VALIJA_TEST_PG, the folder of a private PostgreSQL (tests/pg.sh), each store has its rows there: so any test runs
# on both engines. One that cannot, or that looks at what no engine makes a difference to, says so: job_sqlite WHY.
job_sqlite()
{
	[ -n "${VALIJA_TEST_PG:-}" ] || return 0
	echo "1..0 # SKIP on SQLite only: $1"
	exit 0
}
# Counted in a file: it may be called in a subshell.
job_store()
{
	echo store >>"$base/stores"
	stores=$(lines <"$base/stores")
	store_url=
	[ -n "${VALIJA_TEST_PG:-}" ] || return 0
	store_url=$(sh "$root/tests/pg.sh" url "$VALIJA_TEST_PG" "job_$$_$stores") || exit 1
}

# With VALIJA_TEST_S3, the folder of a private S3-compatible server (tests/s3.sh), messages lie in its bucket.
job_bucket()
{
	. "$VALIJA_TEST_S3/s3.env"
	install -m 600 "$VALIJA_TEST_S3/secret" "$base/s3.secret"
	cat <<-CONFIG
	mail = s3://$S3_BUCKET/$1
	mail_endpoint = $S3_ENDPOINT
	mail_region = $S3_REGION
	mail_access_key = $S3_ACCESS_KEY
	mail_secret_file = s3.secret
	mail_ca_file = $S3_CA
	mail_timeout_seconds = 5
	CONFIG
}

# job_sur [COMPANY LINES] <<SECTIONS: the config of one company in Chile, Maderas del Sur, with a folder as inbox and one as
# relay, and its store. Its alerts go to $alerts_to.
job_sur()
{
	job_store
	mkdir -p "$base/inbox" "$base/relay"
	{
		cat <<-CONFIG
		[store]
		path = store
		${store_url:+url = $store_url}
		[company sur]
		country = CL
		tax_ids = 77123456-9
		name = Maderas del Sur
		from = Cobranza <cobranza@sur.test>
		reply_to = cobranza@sur.test
		alerts_to = ${alerts_to:-finanzas@sur.test}
		go_live = 2026-01-01
		policy = p
		CONFIG
		[ $# = 0 ] || printf '%s\n' "$@"
		cat
		printf '[account a]\ncompany = sur\ntype = folder\npath = inbox\n[relay r]\ntype = folder\npath = relay\n'
	} >"$base/new.conf"
	"$valija" init ${store_url:+--url "$store_url"} "$base" >/dev/null 2>&1
	mv "$base/new.conf" "$base/valija.conf"
}

# rut N: the tax id of a customer, with its check digit.
rut()
{
	perl -e '$n = 76000000 + $ARGV[0]; $f = 2;
		for (reverse split //, $n) { $s += $_ * $f; $f = $f == 7 ? 2 : $f + 1 }
		$d = 11 - $s % 11; print $n, "-", $d == 11 ? 0 : $d == 10 ? "K" : $d' "$1"
}
# job_debtors N: $base/xml/1.xml … N.xml, an invoice of Maderas del Sur each, for a customer that can be written to.
job_debtors()
{
	mkdir "$base/xml"
	for i in $(seq 1 "$1"); do
		LC_ALL=C sed -e "s/<Folio>1234</<Folio>$i</; s/78234561-3</$(rut "$i")</g" \
			-e "s|<RznSocRecep>[^<]*</RznSocRecep>|<RznSocRecep>Cliente $i</RznSocRecep><CorreoRecep>pagos@c$i.test</CorreoRecep>|" \
			"$root/tests/fixtures/dte/invoice.xml" >"$base/xml/$i.xml"
	done
}

# day DATE VERB…: as v, at noon of Santiago's summer on that day.
day()
{
	at=$1
	shift
	v --now "${at}T15:00:00Z" "$@" 2>/dev/null
}

# An empty store for the config that is there, in place of what it had.
job_fresh()
{
	job_store
	escaped=$(printf %s "$store_url" | sed 's/&/\\&/g')
	sed "s|^url = .*|url = $escaped|" "$base/valija.conf" >"$base/valija.conf.new"
	rm -rf "$base/store" "$base/valija.conf"
	"$valija" init ${store_url:+--url "$store_url"} "$base" >/dev/null || exit 1
	mv "$base/valija.conf.new" "$base/valija.conf"
}
# rows SQL: what the store itself says, on either engine; '|' between the values of a row.
rows()
{
	if [ -n "$store_url" ]; then
		psql -qAt -v ON_ERROR_STOP=1 "$store_url" -c "$1"
	else
		sqlite3 -cmd '.timeout 20000' "$base/store/valija.db" "$1"
	fi
}
# rows_keep FILE · rows_put FILE: all rows as they are now; and back again.
rows_keep()
{
	if [ -n "$store_url" ]; then
		pg_dump --schema="${store_url##*%3D}" --file="$1" "$store_url"
	else
		sqlite3 "$base/store/valija.db" "VACUUM INTO '$1'"
	fi
}
rows_put()
{
	if [ -z "$store_url" ]; then
		rm -f "$base/store/valija.db"*
		cp "$1" "$base/store/valija.db"
		return
	fi
	{
		psql -q "$store_url" -c "DROP SCHEMA ${store_url##*%3D} CASCADE"
		psql -q -v ON_ERROR_STOP=1 -f "$1" "$store_url"
	} >"$base/err" 2>&1 || { cat "$base/err" >&2; exit 1; }
}

# Writes the config and makes the store.
job_config()
{
	job_store
	{
		printf '[store]\npath = store\n'
		[ -z "$store_url" ] || printf 'url = %s\n' "$store_url"
		[ -z "${VALIJA_TEST_S3:-}" ] || job_bucket "b$$-$stores"
		job_companies
		cat <<-CONFIG
		[policy demo]
		minimum_trust = unsigned
		confirm = no
		hour_from = 0
		hour_until = 24
		weekdays = 1-7
		CONFIG
		job_channels "$1"
		printf '[send]\nlookup_seconds = %s\n[run]\npoll_seconds = 1\n' "${LOOKUP_SECONDS:-15}"
	} >"$base/valija.conf.new"
	rm -rf "$base/store" "$base/valija.conf"
	"$valija" init ${store_url:+--url "$store_url"} "$base" >/dev/null || exit 1
	mv "$base/valija.conf.new" "$base/valija.conf"
}

deliver()
{
	if [ -d "$base/inbox" ]; then
		name=$(basename "$1")
		cp "$1" "$base/inbox/.$name.new" && mv "$base/inbox/.$name.new" "$base/inbox/$name"
	else
		servers deliver "$base/s" dte@empresa.test "${2:-empresa@empresa.test}" "$1" >/dev/null
	fi
}

deliver_mails()
{
	for mail in "$base"/mails/*.eml; do
		deliver "$mail" || return 1
	done
	[ -d "$base/inbox" ] || servers drain "$base/s"
}

# What a run ends in, without ids and instants: everything on record, and how often.
job_state()
{
	for table in "mail list --json" "export invoices" "export payments" "export customers" "export notes" \
		"queue list --json" "export events"; do
		v $table || echo "$table failed"
	done | perl "$root/tests/flow/state.pl" | sort
	if [ -d "$base/inbox" ]; then
		(cd "$base/inbox" && find . -name "*.eml" | sort)
		sed -n "s/^Subject: //p" "$base"/relay/*.eml 2>/dev/null | sort
		return
	fi
	servers folders "$base/s" empresa@empresa.test | sort | while read -r folder; do
		servers list "$base/s" empresa@empresa.test "$folder" | cut -f 4 | sed "s|^|$folder: |" | sort
	done
	for user in cliente@cliente.test finanzas@empresa.test; do
		servers list "$base/s" $user INBOX | cut -f 4 | sed "s|^|$user: |" | sort
	done
}

until_true()
{
	end=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt $end ] || return 1
		sleep 0.1
	done
}
