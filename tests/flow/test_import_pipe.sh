#!/bin/sh
# import from a pipe, as a mail server does it, and from mailboxes of other programs.
. "$(dirname "$0")/job.sh"
job_begin folder
job_config folder
conf=$base/valija.conf
piped() { "$valija" -q -c "$conf" import -; }

printf 'From: a@uno.test\nSubject: uno\nMessage-ID: <1@uno.test>\n\nhola\n\nFrom now on 10:00 it is new.\n' >"$base/1.eml"
{ echo "From a@uno.test  Fri Nov 20 10:00:00 2026"; cat "$base/1.eml"; } >"$base/from"
piped <"$base/from"
is $? 0 "a message with the line that Postfix and procmail put before it"
is "$(v mail list --json | json sha256)" "$(sha256sum <"$base/1.eml" | cut -d' ' -f1)" "is kept without it, and whole"
cat "$base/1.eml" | piped
is "$?$(v mail list --json | lines)" 01 "the same message through a pipe is known"

{ cat "$base/from"; echo; echo "From b@dos.test  Fri Nov 20 11:00:00 2026"; sed 's/uno/dos/; s/^From now/>From now/' "$base/1.eml"; } \
	>"$base/mbox"
status 0 "an mbox" "$valija" -q -c "$conf" import "$base/mbox"
is "$(v mail list --json | lines)" 2 "with that message and another one: one is new"
sed 's/uno/dos/' "$base/1.eml" >"$base/2.eml"
is "$(v mail list --json | json sha256 | tail -n 1)" "$(sha256sum <"$base/2.eml" | cut -d' ' -f1)" "its quoted line is as it was"
mkdir -p "$base/Maildir/cur" "$base/Maildir/new" "$base/Maildir/tmp" "$base/Maildir/.Viejo/cur"
cp "$base/2.eml" "$base/Maildir/cur/1.M1.h:2,S"
sed 's/uno/tres/' "$base/1.eml" >"$base/Maildir/new/2.M1.h"
echo half >"$base/Maildir/tmp/3"
status 0 "a Maildir" "$valija" -q -c "$conf" import "$base/Maildir"
is "$(v mail list --json | lines)" 3 "what is new in it, and nothing half written"

# what is not the message's fault must not bounce it
printf '[store]\npath = store\n' >"$base/away.conf"
sed 's/^path = store/path = nowhere/' "$conf" >"$base/nowhere.conf"
status 75 "no store: try again" sh -c "'$valija' -q -c '$base/nowhere.conf' import - <'$base/1.eml'"
echo nonsense >>"$base/away.conf"
status 75 "a faulty config: try again" sh -c "'$valija' -q -c '$base/away.conf' import - <'$base/1.eml'"
status 75 "a full disk: try again" env VALIJA_STEP=blob.write:1:ENOSPC sh -c "printf 'A: b\n\nx\n' | '$valija' -q -c '$conf' import -"
is "$(v mail list --json | lines)" 3 "nothing of that is on record"
status 0 "with room again it is taken" sh -c "printf 'A: b\n\nx\n' | '$valija' -q -c '$conf' import -"
head -c 27000000 /dev/zero | tr '\0' x >"$base/large"
status 1 "larger than the limit: its own fault" sh -c "'$valija' -q -c '$conf' import - <'$base/large'"
status 1 "an empty one too" sh -c "'$valija' -q -c '$conf' import - </dev/null"
job_finish
