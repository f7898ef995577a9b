# Every durable step of the main job is the last thing that a process does, or fails with EIO or ENOSPC; then the program
# runs to rest. What is on record, in the folders and delivered must be what the undisturbed run ends in, and one more run
# must change nothing. Sourced with $channel folder or servers, and $least: how many durable steps the job has at least.
# $names: only these names of steps, where not ALL. By default every name of a step dies once and fails once; ALL=1
# takes every step in every way (minutes).
. "$(dirname "$0")/job.sh"
job_begin "x$channel"
[ "$channel" = folder ] || job_servers
job_config "$channel"
noon=$(date +%F)T12:00:00Z
at() { date -d "$noon + $1 seconds" +%FT%TZ; }

deliver_mails
# Phase 1 takes six mails in; phase 2 gives a client its address; phase 3 takes the answer in.
prepare()
{
	case $1 in
	2) v --now "$(at 0)" customer set MUE050607CD5 --company norte --contact 'Laura <cliente@cliente.test>' --by Ana ;;
	3)
		id=$(v queue list --json | json kind=reminder invoices.0=CL:76543210-3:33:1042 message_id)
		if [ "$channel" = folder ]; then
			cat "$base/relay/$id.eml"
		else
			uid=$(servers list "$base/s" cliente@cliente.test INBOX | grep -F "$id" | cut -f 1)
			servers show "$base/s" cliente@cliente.test INBOX "$uid"
		fi | perl "$root/tests/demo/reply.pl" >"$base/reply.eml"
		deliver "$base/reply.eml" "$(sed -n 's/^To: //p' "$base/reply.eml")"
		;;
	esac
	[ "$channel" = folder ] || servers drain "$base/s"
}
pass()
{
	v --now "$(at "$1")" once all 2>>"$base/log"
	[ "$channel" = folder ] || servers drain "$base/s"
}
# Long enough after each other that what waits for its time has it.
rest()
{
	pass 120
	pass 1800
	pass 3600
}
world="store inbox relay s/mail"
keep()
{
	rm -rf "$base/kept.$1"
	for part in $world; do
		[ ! -d "$base/$part" ] || { mkdir -p "$base/kept.$1/$part" && cp -a "$base/$part/." "$base/kept.$1/$part"; }
	done
	[ -z "$store_url" ] || rows_keep "$base/kept.$1/rows.sql" || exit 1
	[ ! -e "$base/store/sent.mark" ] || ln -f "$base/store/sent.mark" "$base/kept.$1/mark"
}
put_back()
{
	for part in $world; do
		[ ! -d "$base/kept.$1/$part" ] || { rm -rf "${base:?}/$part" && cp -a "$base/kept.$1/$part" "$base/$part"; }
	done
	[ -z "$store_url" ] || rows_put "$base/kept.$1/rows.sql"
	# The very file, or the store is one that was restored; and as it was.
	if [ -e "$base/kept.$1/mark" ]; then
		ln -f "$base/kept.$1/mark" "$base/store/sent.mark"
		cat "$base/kept.$1/store/sent.mark" >"$base/store/sent.mark"
	fi
}

points=0
for phase in 1 2 3; do
	prepare $phase
	keep $phase
	VALIJA_STEP_LOG=$base/steps.$phase pass 0
	rest
	job_state >"$base/end.$phase"
	points=$((points + $(lines <"$base/steps.$phase")))
done
is "$([ $points -ge "$least" ] && echo yes)" yes "the job has $points durable steps, at least $least"
is "$(grep -c "^{.author.*PROMISE" "$base/end.3")" 1 "the undisturbed run ends with one note of the promise"

# try_point PHASE NUMBER KIND
try_point()
{
	name=$(sed -n "$2p" "$base/steps.$1")
	put_back "$1"
	VALIJA_STEP="*:$2:$3" pass 0 2>>"$base/log"
	rest
	job_state >"$base/got"
	what="phase $1, step $2 ($name), $3"
	is "$(diff "$base/end.$1" "$base/got")" "" "$what: the end is the same"
	pass 7200
	job_state >"$base/again"
	cmp -s "$base/got" "$base/again" || is "$(diff "$base/got" "$base/again")" "" "$what: one more run changes nothing"
	tried=$((tried + 1))
}

tried=0
number=0
seen=" "
for phase in 1 2 3; do
	total=$(lines <"$base/steps.$phase")
	step=0
	while [ $step -lt "$total" ]; do
		step=$((step + 1))
		name=$(sed -n "${step}p" "$base/steps.$phase")
		if [ -n "${ALL:-}" ]; then
			for kind in KILL EIO ENOSPC; do try_point $phase $step $kind; done
			continue
		fi
		case $seen in *" $name "*) continue ;; esac
		case "${names:-$name}" in *"$name"*) ;; *) continue ;; esac
		seen="$seen$name "
		number=$((number + 1))
		try_point $phase $step KILL
		if [ $((number % 2)) = 0 ]; then try_point $phase $step EIO; else try_point $phase $step ENOSPC; fi
	done
done
wanted=$((number * 2))
[ -z "${ALL:-}" ] || wanted=$((points * 3))
is $tried $wanted "every point was tried"
job_finish
