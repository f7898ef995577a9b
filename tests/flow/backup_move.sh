# A backup while everything runs, restored elsewhere, and a store that moves, with a death at each durable step of both.
# With VALIJA_TEST_PG the store is on PostgreSQL and moves from SQLite to it and back; else it moves to another folder.
. "$(dirname "$0")/job.sh"
job_begin backup
job_config folder
deliver_mails
v once all 2>>"$base/log"
v once all 2>>"$base/log"

# place NAME: another config, NAME.conf, whose store is the folder NAME (and a new schema with PostgreSQL, and another place
# in the bucket with one).
elsewhere=yes
place()
{
	url=$store_url
	[ -z "$url" ] || { job_store; }
	escaped=$(printf %s "$store_url" | sed 's/&/\\&/g')
	sed -e "s|^path = store\$|path = $1|" -e "s|^url = .*|url = $escaped|" -e "s|^mail = .*|&${elsewhere:+-$1}|" \
		"$base/valija.conf" >"$base/$1.conf"
	there_url=$store_url
	store_url=$url
}
at_place() { at=$1; shift; "$valija" -q -c "$base/$at.conf" "$@"; }
exports()
{
	for table in "mail list --json" "export invoices" "export payments" "export customers" "export notes" \
		"queue list --json" "export events"; do
		"$valija" -q -c "$base/$1.conf" $table || echo "$table failed"
	done
}
exports valija >"$base/want"
is "$(lines <"$base/want" | awk '{ print ($1 > 10) }')" 1 "there is something to lose"

# While it runs.
"$valija" -q -c "$base/valija.conf" run 2>>"$base/log" &
run_pid=$!
for n in 1 2 3 4 5 6 7 8; do
	sed "s/^Message-ID: .*/Message-ID: <more-$n@cliente.test>/" "$base/mails/1-dte-33.eml" >"$base/more-$n.eml"
	deliver "$base/more-$n.eml"
	[ $n != 4 ] || status 0 "a backup while mails come in" v backup "$base/running.tar"
done
all_done() { [ "$(v mail list --json | json state | grep -c -v staged)" -ge 14 ]; }
until_true 60 all_done
kill "$run_pid" && wait "$run_pid"
run_pid=
place running
status 0 "is restored" at_place running restore "$base/running.tar"
status 0 "and has no fault" at_place running verify
is "$(cat "$base/out")" "" "none"
is "$(tar tf "$base/running.tar" | sed -n '1p;$p' | tr '\n' ' ')" "valija-backup.json end.json " "any tar reads it"

# At rest: the same to the byte.
exports valija >"$base/want"
status 0 "a backup at rest" v backup "$base/rest.tar"
status 1 "is never overwritten" v backup "$base/rest.tar"
is "$(stat -c %a "$base/rest.tar")" 600 "nobody else may read it"
place rest
VALIJA_STEP_LOG=$base/steps status 0 "restored" at_place rest restore "$base/rest.tar"
exports rest >"$base/got"
is "$(diff "$base/want" "$base/got")" "" "every export is the same"
status 0 "verify finds no fault" at_place rest verify
status 1 "a store is never overwritten" at_place rest restore "$base/rest.tar"
like "$(cat "$base/err")" '*never overwritten*' "it says so"
like "$("$valija" -c "$base/rest.conf" once send 2>&1)" '*restored*queue release --restored*' "nothing is sent before a person has looked"
status 0 "a person has" at_place rest queue release --restored
at_place rest once all 2>>"$base/log"
is "$(at_place rest mail list --json | json state | grep -c .)" 14 "it goes on working, and nothing comes twice"

# A death at each step: there is no store, then there is.
tried=0
for name in $(sort -u "$base/steps"); do
	place "at-$tried"
	VALIJA_STEP="$name:1:KILL" at_place "at-$tried" restore "$base/rest.tar" 2>>"$base/log"
	at_place "at-$tried" mail list >"$base/out" 2>&1 && there=store || there=none
	[ $there = store ] || at_place "at-$tried" restore "$base/rest.tar" 2>>"$base/log"
	exports "at-$tried" >"$base/got"
	is "$(diff "$base/want" "$base/got")" "" "killed at $name (then $there), restored again: the same"
	tried=$((tried + 1))
done
is "$([ $tried -ge 3 ] && echo enough)" enough "$tried steps were tried"

# Files that are not whole.
place broken
size=$(stat -c %s "$base/rest.tar")
for part in 10 50 90; do
	head -c $((size * part / 100)) "$base/rest.tar" >"$base/cut.tar"
	status 1 "a file cut off at $part percent is refused" at_place broken restore "$base/cut.tar"
done
perl -0pe 's/Subject: /Subject! /' "$base/rest.tar" >"$base/bent.tar"
status 1 "so is one whose message was changed" at_place broken restore "$base/bent.tar"
like "$(cat "$base/err")" '*damaged*' "it says so"
status 1 "and one that is no backup" at_place broken restore "$base/valija.conf"
status 1 "nothing of them is a store" at_place broken mail list

# Whatever it was made of, it becomes a store of either engine.
if [ -n "${VALIJA_TEST_PG:-}" ]; then
	place crossed
	sed -i '/^url = /d' "$base/crossed.conf"
	crossing=rest
	for there in crossed again; do
		[ $there = crossed ] || place again
		status 0 "a backup of the other engine is restored ($there)" at_place $there restore "$base/$crossing.tar"
		exports $there >"$base/got"
		is "$(diff "$base/want" "$base/got")" "" "every export is the same"
		status 0 "verify finds no fault" at_place $there verify
		status 0 "and a backup of it is made" at_place $there backup "$base/$there.tar"
		crossing=$there
	done
	is "$(ls "$base/crossed/valija.db" "$base/again/valija.db" 2>/dev/null)" "$base/crossed/valija.db" "on SQLite, and back"
fi

# Moving: the rows. Messages in a bucket stay there. move FROM TO URL: from one config to the other; then killed at each
# step, and once by the clock.
move()
{
	VALIJA_STEP_LOG=$base/steps.$2 at_place "$1" move-store --to "$3" 2>"$base/err" || cat "$base/err"
	status 0 "moved $1 to $2: the same command again compares" "$valija" -c "$base/$1.conf" move-store --to "$3"
	like "$(cat "$base/err")" '*there already*' "and says that it was there"
	for verb in "once all" run work "fetch facturas" send "invoice hold $invoice --reason x --by Ana" join check; do
		status 1 "on the old one nothing is done: $verb" timeout 20 "$valija" -c "$base/$1.conf" $verb
		like "$(cat "$base/err")" "*moved to $3: nothing*[store]*$1.conf*move-store --undo*" \
			"it says where to, and how to undo"
	done
	status 0 "but it can be looked at" at_place "$1" verify
	like "$(cat "$base/err")" "*moved to $3*" "and says so then too"
	status 1 "nor is it moved to a third place" at_place "$1" move-store --to "$base/third"
	status 0 "and the move still compares" at_place "$1" move-store --to "$3"
	exports "$2" >"$base/got"
	is "$(diff "$base/want.move" "$base/got")" "" "every export is the same"
	status 0 "verify finds no fault there" at_place "$2" verify
}
# back_to NAME: that store is used again, after its person has looked.
back_to()
{
	status 0 "the old one is used again" "$valija" -c "$base/$1.conf" move-store --undo
	like "$(cat "$base/err")" '*used again*queue release --restored*' "but sends nothing before a person has looked"
	status 0 "who has" at_place "$1" queue release --restored
	status 0 "then it works" at_place "$1" once all
	status 1 "undone once" at_place "$1" move-store --undo
}
elsewhere=
cp "$base/valija.conf" "$base/from.conf"
exports from >"$base/want.move"
invoice=$(at_place from export invoices | json key | sed 1q)
status 75 "a place that cannot be reached" at_place from move-store --to "postgresql://x@localhost:1/x"
exports from >"$base/got"
is "$(diff "$base/want.move" "$base/got")" "" "leaves everything as it was"
is "$("$valija" -c "$base/from.conf" mail list 2>&1 >/dev/null)" "" "and in use"
if [ -n "${VALIJA_TEST_PG:-}" ]; then
	place folder
	sed -i '/^url/d' "$base/folder.conf"
	move from folder "$base/folder"
	place back
	sed -i 's|^path = .*|path = folder|' "$base/back.conf"
	forth=$there_url
	move folder back "$forth"
	target() { place "to-$1"; sed -i 's|^path = .*|path = folder|' "$base/to-$1.conf"; goal=$there_url; }
	origin=folder
else
	place folder
	move from folder "$base/folder"
	target() { place "to-$1"; goal=$base/to-$1; }
	origin=from
fi
tried=0
back_to $origin
exports $origin >"$base/want.move"
marked() { at_place $origin mail list 2>&1 >/dev/null | grep -q "moved to"; }
for name in $(sort -u "$base"/steps.*) tx.moved:2 clock; do
	target $tried
	kill_at=$name:1
	[ "$name" != tx.moved:2 ] || kill_at=$name
	if [ "$name" = clock ]; then
		timeout -s KILL 0.05 "$valija" -q -c "$base/$origin.conf" move-store --to "$goal" 2>>"$base/log"
	else
		VALIJA_STEP="$kill_at:KILL" at_place $origin move-store --to "$goal" 2>>"$base/log"
	fi
	! marked || status 1 "nothing is done meanwhile" at_place $origin once all
	status 0 "killed at $name, the same command goes on" at_place $origin move-store --to "$goal"
	exports "to-$tried" >"$base/got"
	is "$(diff "$base/want.move" "$base/got")" "" "and ends in the same"
	tried=$((tried + 1))
	status 0 "the old one is used again" at_place $origin move-store --undo
	status 0 "by a person's leave" at_place $origin queue release --restored
done
# Cut off before anything is there: nothing is forgotten by staying.
target $tried
VALIJA_STEP=tx.load:1:KILL at_place $origin move-store --to "$goal" 2>>"$base/log"
status 1 "cut off, it does not go on by itself" at_place $origin once all
like "$(cat "$base/err")" '*being moved*same move-store again*move-store --undo*' "and says what may be done"
status 0 "it may stay" "$valija" -c "$base/$origin.conf" move-store --undo
is "$(grep -c restored "$base/err")" 0 "and sends at once, since nothing is there"
status 0 "it works" at_place $origin once all
status 0 "and moves later" at_place $origin move-store --to "$goal"
back_to $origin
at_place $origin note add "$(at_place $origin export invoices | json key | sed 1q)" "changed" --by Ana >/dev/null 2>>"$base/log"
status 1 "a place that holds another store is refused" at_place $origin move-store --to "$goal"
like "$(cat "$base/err")" '*another store is there*' "it says so"
job_finish
