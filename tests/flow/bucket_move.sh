# Messages move from a folder into a bucket and back, alone and with their rows: SQLite and a folder, PostgreSQL and a
# bucket, SQLite and a folder again. Each move dies at each durable step in turn, and once by the clock; then the same
# command goes on. Run by test_bucket_pg.sh, which starts the servers.
. "$(dirname "$0")/job.sh"
[ -n "${VALIJA_TEST_S3:-}" ] && [ -n "${VALIJA_TEST_PG:-}" ] || { echo "1..0 # SKIP test_bucket_pg.sh runs this one"; exit 0; }
job_begin bucketmove
pg=$VALIJA_TEST_PG
s3=$VALIJA_TEST_S3
VALIJA_TEST_PG= VALIJA_TEST_S3= job_config folder
# The keys of the bucket stand in every config; whether messages are in it, mail says.
VALIJA_TEST_S3=$s3
job_bucket none | sed 1d >"$base/keys"
sed -i "/^path = store\$/r $base/keys" "$base/valija.conf"
deliver_mails
perl -e 'for my $n (1 .. 40) {
	open my $out, ">", "$ARGV[0]/inbox/many-$n.eml" or die;
	print $out "From: a\@cliente.test\nTo: empresa\@empresa.test\nSubject: $n\nMessage-ID: <many-$n\@cliente.test>\n",
		"Date: Mon, 2 Mar 2026 10:00:00 -0300\n\nHola $n\n";
}' "$base"
v once all 2>>"$base/log"
v once all 2>>"$base/log"

at_place() { at=$1; shift; "$valija" -q -c "$base/$at.conf" "$@"; }
exports()
{
	for table in "mail list --json" "export invoices" "export payments" "export customers" "export notes" \
		"queue list --json" "export events"; do
		at_place "$1" $table 2>/dev/null || echo "$table failed"
	done
}
raw()
{
	for id in $(at_place "$1" mail list --json 2>/dev/null | json id); do
		at_place "$1" mail show "$id" --raw 2>/dev/null
	done | sha256sum
}
folder_files() { find "$base/$1/mail" -type f ! -path "$base/$1/mail/tmp/*" 2>/dev/null | lines; }
exports valija >"$base/want"
bytes=$(raw valija)
files=$(folder_files store)
is "$([ "$files" -ge 46 ] && echo many)" many "there are messages to move"

# move FROM WHAT OPTIONS…: killed at each of $steps, then let go on.
move()
{
	from=$1 of=$2
	shift 2
	for step in $steps; do
		VALIJA_STEP="$step:1:KILL" status 137 "$of is killed at $step" at_place "$from" move-store "$@"
	done
	timeout -s KILL 0.1 "$valija" -q -c "$base/$from.conf" move-store "$@" 2>>"$base/log"
	status 0 "and by the clock, and goes on" at_place "$from" move-store "$@"
}
# config NAME PATH MAIL URL: the config of a place.
config()
{
	escaped=$(printf %s "$4" | sed 's/&/\\&/g')
	sed -e "s|^path = store\$|path = $2${3:+\\nmail = $3}${4:+\\nurl = $escaped}|" "$base/valija.conf" >"$base/$1.conf"
}
same()
{
	exports "$1" >"$base/got"
	is "$(diff "$base/want" "$base/got")" "" "every export is the same"
	is "$(raw "$1")" "$bytes" "and every byte of the messages"
	status 0 "verify finds no fault" at_place "$1" verify
	is "$(cat "$base/out")" "" "none"
}

# Messages alone, there and back. The rows stay, and the store in use.
bucket=s3://$(. "$s3/s3.env"; echo "$S3_BUCKET")
config bucket store "$bucket/alone-$$" ""
steps="tx.moved blob.write bucket.put"
move valija "the move of messages into a bucket" --mail "$bucket/alone-$$"
mv "$base/store/mail" "$base/kept-mail" && mkdir -m 700 "$base/store/mail"
same bucket
status 1 "where they are already they are not moved" at_place bucket move-store --mail "$bucket/alone-$$"
steps="tx.moved blob.write blob.sync blob.rename blob.folder"
VALIJA_STEP=blob.write:1:KILL status 137 "the way back is cut off" at_place bucket move-store --mail folder
status 1 "cut off, nothing is done meanwhile" "$valija" -c "$base/bucket.conf" once all
like "$(cat "$base/err")" "*being moved to $base/store/mail*same move-store again*--undo*" "it says what may be done"
move bucket "the move back into the folder" --mail folder
is "$(folder_files store)" "$files" "all are there"
same valija
status 0 "the store is in use" at_place valija once all

# Rows and messages together.
VALIJA_TEST_PG=$pg job_store
config pg store "$bucket/both-$$" "$store_url"
steps="tx.moved blob.write bucket.put tx.load"
move valija "the move to PostgreSQL and a bucket" --to "$store_url" --mail "$bucket/both-$$"
mv "$base/store/mail" "$base/gone-mail" && mkdir -m 700 "$base/store/mail"
same pg
status 1 "the old store does nothing" at_place valija once all
status 0 "the new one works" at_place pg once all
exports pg >"$base/want"
config back back "" ""
steps="tx.moved store.token_key blob.write blob.sync blob.rename blob.folder tx.load store.create"
move pg "the move back to SQLite and a folder" --to "$base/back" --mail folder
is "$(folder_files back)" "$files" "all are there"
same back
status 1 "then PostgreSQL's does nothing" at_place pg once all
job_finish
