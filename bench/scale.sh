#!/bin/sh
# bench/scale.sh VALIJA [SIZE…] (10000 100000 1000000): what the next messages cost a store that has so many already, on
# SQLite and on PostgreSQL side by side. The rows that are there are written by bench/scale_rows.sql, not received: what is
# measured is what comes on top of them.
#   rows     MORE (5,000) messages without bytes are staged, claimed and committed by 1, 2 and 4 workers (store_rows)
#   mails    MAILS (2,000) real ones of 4 kB (an XML and a PDF) are imported, and worked by 1, 2 and 4 processes:
#            processor time a mail, of ours and of the server, and wall time; the engines in turn, TIMES (1) times
#   look     and the first look at what is due of these debtors, by one process, at last
#   list     valija mail list --limit 50, the first page, ms, the middle one of 5
#   size     bytes of rows a message, without those of the mails
# One line of JSON for each. Processor time is what a loaded machine still tells.
set -eu
valija=$1
shift
[ $# -gt 0 ] || set -- 10000 100000 1000000
top=$(cd "$(dirname "$0")/.." && pwd)
case $valija in /*) ;; *) valija=$PWD/$valija ;; esac
rows=$(dirname "$valija")/bench/store_rows
more=${MORE:-5000} mails=${MAILS:-2000} times=${TIMES:-1}
dir=$(mktemp -d /tmp/v-scale.XXXXXX)
trap 'sh "$top/tests/pg.sh" stop "$dir" || true; rm -rf "$dir"' EXIT
sh "$top/tests/pg.sh" start "$dir"
. "$dir/pg.env"
printf x >"$dir/password"
chmod 600 "$dir/password"
sh "$top/tests/demo/mails.sh" "$dir/demo"

# FROM TO: mails of these folios, of five hundred debtors.
make_mails()
{
	mkdir "$dir/mails.$1"
	perl -MMIME::Base64 -e '
		my ($source, $out, $from, $to) = @ARGV;
		my $mail = do { local (@ARGV, $/) = $source; <> };
		my ($head, $xml, $rest) =
			$mail =~ /\A(.*?Content-Transfer-Encoding: base64\n\n)([A-Za-z0-9+\/=\n]+?)(\n--corte-1.*)\z/s;
		my $document = decode_base64($xml);
		my ($debtor) = $document =~ m{<RUTRecep>([^<]+)<} or die;
		for my $folio ($from .. $to) {
			my ($number, $sum, $weight) = (77000000 + $folio % 500, 0, 2);
			for my $digit (reverse split //, $number) {
				$sum += $digit * $weight;
				$weight = $weight == 7 ? 2 : $weight + 1;
			}
			my $rut = "$number-" . (0 .. 9, "K")[-$sum % 11];
			(my $one = $document) =~ s/\Q$debtor\E/$rut/g;
			$one =~ s/1042/$folio/g;
			(my $top = $head) =~ s/<demo-1-\d+@/<scale-$folio@/;
			open my $file, ">", "$out/$folio.eml" or die;
			print $file $top, encode_base64($one), $rest;
		}' "$dir/demo/1-dte-33.eml" "$dir/mails.$1" "$1" "$2"
}

config()
{
	cat <<-CONFIG
	[company andes]
	country = CL
	tax_ids = 76.543.210-3
	name = Andes
	from = empresa@empresa.test
	reply_to = empresa@empresa.test
	[account facturas]
	company = andes
	host = localhost
	port = 1
	user = x
	password_file = ../password
	[relay salida]
	type = folder
	path = .
	CONFIG
}

# ENGINE SIZE: $store and $url are those of it.
use_store()
{
	store=$dir/$1$2 url=-
	[ "$1" = sqlite ] || url=$(cat "$dir/url")
}

# ENGINE SIZE: the store with its rows.
make_store()
{
	[ "$1" = sqlite ] || sh "$top/tests/pg.sh" url "$dir" "n$2" >"$dir/url"
	use_store "$@"
	if [ "$1" = postgresql ]; then
		"$valija" init --url "$url" "$store" >/dev/null
		{ printf '[store]\nurl = %s\n' "$url"; config; } >"$store/valija.conf"
	else
		"$valija" init "$store" >/dev/null
		config >"$store/valija.conf"
	fi
	customers=$(($2 / 200))
	sed -e "s/@MESSAGES@/$2/g;s/@CUSTOMERS@/$customers/g;s/@SERIES:MESSAGES@/@SERIES:$2@/;s/@SERIES:CUSTOMERS@/@SERIES:$customers@/" \
		"$top/bench/scale_rows.sql" >"$dir/rows.sql"
	if [ "$1" = postgresql ]; then
		{
			echo "SET client_min_messages = error;"
			sed -e 's/@SERIES:\([0-9]*\)@/generate_series(1, \1) AS n/g;s/@SHA@/md5(n::text) || md5(random()::text)/g' "$dir/rows.sql"
			for table in message document invoice customer; do
				echo "SELECT setval(pg_get_serial_sequence('$table', 'id'), max(id)) FROM $table;"
			done
			echo "VACUUM ANALYZE;"
		} | psql -q -v ON_ERROR_STOP=1 "$url" >/dev/null
	else
		{
			echo "PRAGMA synchronous = OFF; BEGIN;"
			sed -e 's/@SERIES:\([0-9]*\)@/(SELECT value AS n FROM generate_series(1, \1))/g;s/@SHA@/lower(hex(randomblob(32)))/g' "$dir/rows.sql"
			echo "COMMIT; PRAGMA wal_checkpoint(TRUNCATE);"
		} | sqlite3 -bail "$store/store/valija.db" >/dev/null
	fi
}

size()
{
	if [ "$1" = postgresql ]; then
		psql -qAt "$url" -c "SELECT sum(pg_total_relation_size(oid)) FROM pg_class
			WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
	else
		stat -c %s "$store/store/valija.db"
	fi
}

now() { date +%s%N; }

# Milliseconds of processor time that processes of the server have used so far.
server()
{
	[ "$1" = postgresql ] || { echo 0; return; }
	postmaster=$(head -1 "$dir/pg/data/postmaster.pid")
	for process in $postmaster $(pgrep -P "$postmaster"); do
		cat "/proc/$process/stat" 2>/dev/null || true
	done | awk '{ own += $14 + $15; if ($4 == 1 || !seen++) own += $16 + $17 } END { print own * 10 }'
}

list()
{
	for i in 1 2 3 4 5; do
		start=$(now)
		(cd "$store" && "$valija" mail list "$@" >/dev/null)
		echo $((($(now) - start) / 1000000))
	done | sort -n | sed -n 3p
}

# ENGINE SIZE WORKERS: rows alone.
take_rows()
{
	use_store "$1" "$2"
	cpu=$(server "$1")
	line=$("$rows" "$store/store" "$url" "$more" "$3" $uid 2>"$dir/claim")
	uid=$((uid + more))
	echo "$line" | sed "s/^{/{\"rows_on\":$2,\"claim_us_of_50\":$(awk '/claim_us/ { print $2 }' "$dir/claim"),/;
		s/}\$/,\"server_us_a_message\":$((($(server "$1") - cpu) * 1000 / more))}/"
}

# WHAT ENGINE SIZE WORKERS N: what so many workers do at once, for each of N things.
work()
{
	cpu=$(server "$2")
	start=$(now)
	(
		cd "$store"
		for worker in $(seq "$4"); do "$valija" -q once work 2>/dev/null & done
		wait
		times >"$dir/times"
	)
	wall=$((($(now) - start) / 1000000))
	client=$(tail -1 "$dir/times" | awk -F'[ms ]' '{ print ($1 * 60 + $2) * 1000 + ($4 * 60 + $5) * 1000 }')
	printf '{"%s_on":%d,"engine":"%s","workers":%d,"a_second":%d,"own_us":%d,"server_us":%d}\n' "$1" "$3" "$2" "$4" \
		$(($5 * 1000 / wall)) "$(awk "BEGIN { print int($client * 1000 / $5) }")" $((($(server "$2") - cpu) * 1000 / $5))
}

# ENGINE SIZE WORKERS: real ones.
take_mails()
{
	use_store "$1" "$2"
	make_mails $folio $((folio + mails - 1))
	(cd "$store" && "$valija" -q import "$dir/mails.$folio")
	rm -rf "$dir/mails.$folio"
	folio=$((folio + mails))
	work mails "$1" "$2" "$3" $mails
}

# ENGINE SIZE
look()
{
	use_store "$1" "$2"
	if [ "$1" = postgresql ]; then
		psql -q "$url" -c "DELETE FROM lease WHERE owner = 'bench'"
	else
		sqlite3 "$store/store/valija.db" "DELETE FROM lease WHERE owner = 'bench'"
	fi
	work looks "$1" "$2" 1 500
}

folio=5000000 uid=5000000
for n in "$@"; do
	for engine in sqlite postgresql; do
		make_store $engine "$n"
		bytes=$(size $engine)
		printf '{"engine":"%s","messages":%d,"bytes_a_message":%d,"list_ms":%d}\n' $engine "$n" $((bytes / n)) \
			"$(list --limit 50)"
		for workers in 1 2 4; do
			take_rows $engine "$n" $workers
		done
	done
	for time in $(seq "$times"); do
		for workers in 1 2 4; do
			take_mails sqlite "$n" $workers
			take_mails postgresql "$n" $workers
		done
	done
	look sqlite "$n"
	look postgresql "$n"
	rm -rf "$dir/sqlite$n"
done
