#!/bin/sh
# Every durable step of many scenarios (crash_scenarios.sh) is the last thing that a process does, or fails: KILL, EIO,
# ENOSPC, SHORT (half of the next write, then the disk is full), TORN (half of it, then death). Then the program runs to
# rest: what is on record, in the folders and at the relay is what the undisturbed run ends in, and one more run changes
# nothing.
# By default a few steps of each scenario; ALL=1 every step in every way; ONLY=NAME that one.
. "$(dirname "$0")/job.sh"
job_sqlite "pg_steps.sh has the steps of PostgreSQL"
. "$root/tests/flow/crash_scenarios.sh"
for program in smtp_sink flow/short_write.so; do
	[ -x "$bin/tests/$program" ] || make -s -C "$root" "${bin#"$root"/}/tests/$program" >&2 || exit 1
done
job_begin points
preload=$bin/tests/flow/short_write.so
[ "${VARIANT:-}" != asan ] || preload="$(gcc -print-file-name=libasan.so) $preload"
noon=$(date +%F)T12:00:00Z
at() { date -d "$noon + $1 seconds" +%FT%TZ; }
relay=
end_relay() { [ -z "$relay" ] || { kill $relay && wait $relay; } 2>/dev/null; relay=; }
trap 'end_relay; job_clean' EXIT

begin_relay()
{
	end_relay
	[ "$answers" != - ] || return 0
	mkdir -p "$base/r"
	rm -f "$base/r/port"
	[ "$answers" = ok ] && words= || words=$answers
	"$bin/tests/smtp_sink" "$base/r" ${port:-0} keep $words &
	relay=$!
	until_true 5 test -s "$base/r/port"
	port=$(cat "$base/r/port")
}

# What the relay took comes into the inbox, as the copy that it files.
copies()
{
	[ "$answers" != - ] && [ "$scenario" != held ] || return 0
	for mail in "$base"/r/*.eml; do
		[ -e "$mail" ] || continue
		copy=$base/inbox/copy-$(basename "$mail")
		[ -e "$base/r/$(basename "$mail").back" ] || { cp "$mail" "$copy.new" && mv "$copy.new" "$copy"; }
		touch "$base/r/$(basename "$mail").back"
	done
}
pass()
{
	v --now "$(at "$1")" once all 2>>"$base/log"
	copies
}
# The verb of the scenario; when it died or failed, who called it calls it again.
disturbed()
{
	case $verb in
	once*) v --now "$(at 0)" $verb ;;
	init) "$valija" init "$base" >/dev/null ;;
	*) (cd "$base" && v --now "$(at 0)" $verb) >/dev/null ;;
	esac 2>>"$base/log"
	status=$?
	copies
	return $status
}
repeat()
{
	case $verb in
	once*) ;;
	init)
		[ -e "$base/store/valija.db" ] || disturbed
		mv "$base/kept.conf" "$base/valija.conf"
		deliver_mails
		;;
	restore*)
		v mail list >/dev/null 2>&1 || disturbed
		v queue release --restored 2>/dev/null
		;;
	payments*) disturbed; deliver_mails ;;
	*) disturbed ;;
	esac
}
rest()
{
	repeat
	for s in 120 1800 7200 $more; do pass $s; done
}
state()
{
	{
		job_state
		v export tasks | perl "$root/tests/flow/state.pl"
		if [ "$scenario" = held ]; then
			# How often an uncertain mail without a copy went out depends on where it died: at most twice.
			awk -F '\t' '{ n[$2]++; bad += n[$2] > 2 || (h[$2] != "" && h[$2] != $3); h[$2] = $3 }
				END { print "relay: " bad + 0 " mails too often or changed" }' "$base/r/accepted"
		elif [ "$answers" != - ]; then
			cut -f 5 "$base/r/accepted" | sed 's/^/relay: /'
			sed -n 's/^Subject: /relay: /p' "$base"/r/*.eml 2>/dev/null
		fi
		# One that fails by itself is worked off after the next ones: which of a robot's mails are muted may differ.
	} | sed -E 's/Reserva [0-9]/Reserva N/g; s/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+(Z|[+-][0-9:]+)/T/g; s/[+]m[0-9a-z]+[.][a-z0-9]+@/+T@/g; s/"(version|code)":"?-?[0-9]+[^,}]*,?//g' |
		sort
}

world="store inbox relay r box pay.csv copy.tar valija.conf kept.conf"
keep()
{
	rm -rf "$base/kept"
	mkdir "$base/kept"
	for part in $world; do
		[ ! -e "$base/$part" ] || cp -a "$base/$part" "$base/kept/"
	done
	[ ! -e "$base/store/sent.mark" ] || ln -f "$base/store/sent.mark" "$base/kept.mark"
}
put_back()
{
	end_relay
	for part in $world; do
		rm -rf "${base:?}/$part"
		[ ! -e "$base/kept/$part" ] || cp -a "$base/kept/$part" "$base/"
	done
	# The very file, or the store is one that was restored; and as it was.
	if [ -e "$base/kept/store/sent.mark" ]; then
		ln -f "$base/kept.mark" "$base/store/sent.mark"
		cat "$base/kept/store/sent.mark" >"$base/store/sent.mark"
	fi
	begin_relay
}

begin()
{
	end_relay
	port=
	for part in $world kept; do rm -rf "${base:?}/$part"; done
	begin_relay
	job_config folder
	[ "$answers" = - ] || perl -0pi -e 's/(\[relay salida\]\n).*?(?=\[)/$1host = 127.0.0.1\nport = '"$port"'\ntls = none\nauth = none\n/s' \
		"$base/valija.conf"
	[ -z "$edit" ] || sed -i "$edit" "$base/valija.conf"
	prepare=prepare_$(echo "$scenario" | tr - _)
	if command -v "$prepare" >/dev/null; then $prepare; else deliver_mails; fi 2>>"$base/log"
	keep
	put_back
	rm -f "$base/steps"
	VALIJA_STEP_LOG=$base/steps disturbed
	rest
	state >"$base/end"
	total=$(lines <"$base/steps")
	points=$((points + total))
	is "$([ "$total" -ge "$least" ] && echo yes)" yes "$scenario: $total durable steps, at least $least"
}

# try NUMBER KIND
try()
{
	step=$(sed -n "$1p" "$base/steps")
	put_back
	case $2 in
	SHORT | TORN) LD_PRELOAD=$preload VALIJA_STEP="*:$1:$2" disturbed ;;
	*) VALIJA_STEP="*:$1:$2" disturbed ;;
	esac
	rest
	state >"$base/got"
	what="$scenario, step $1 ($step), $2"
	tried=$((tried + 1))
	if [ -z "${ALL:-}" ] || ! cmp -s "$base/end" "$base/got"; then
		is "$(diff "$base/end" "$base/got")" "" "$what: the end is the same"
	fi
	pass $((${more##* } + 10000))
	state >"$base/again"
	cmp -s "$base/got" "$base/again" || is "$(diff "$base/got" "$base/again")" "" "$what: one more run changes nothing"
}

kinds="KILL EIO ENOSPC SHORT TORN"
points=0
tried=0
n_kinds=5
next=0
scenarios >"$base/table"
while IFS='|' read -r scenario least answers edit verb more <&3; do
	[ "${ONLY:-$scenario}" = "$scenario" ] || continue
	begin
	before=$tried
	if [ -n "${ALL:-}" ]; then
		number=1
		while [ $number -le "$total" ]; do
			for kind in $kinds; do try $number $kind; done
			number=$((number + 1))
		done
		is $((tried - before)) $((total * n_kinds)) "$scenario: every point was tried"
		continue
	fi
	# Here and there, in turn in every way.
	for part in 3 7; do
		next=$((next % n_kinds + 1))
		try $(((total * part + 9) / 10)) "$(echo $kinds | cut -d' ' -f $next)"
	done
	is $((tried - before)) 2 "$scenario: every point was tried"
done 3<"$base/table"
echo "# $(lines <"$base/table") scenarios with $points durable steps, $tried points tried"
job_finish
