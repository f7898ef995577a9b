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
for folder in . .Viejo .Viejo.2025 .Trash; do mkdir -p "$base/Maildir/$folder/cur" "$base/Maildir/$folder/new" "$base/Maildir/$folder/tmp"; done
cp "$base/2.eml" "$base/Maildir/cur/1.M1.h:2,S"
sed 's/uno/tres/' "$base/1.eml" >"$base/Maildir/new/2.M1.h"
echo half >"$base/Maildir/tmp/3"
# What servers keep in a Maildir is no mail, what people threw away is not meant.
: >"$base/Maildir/maildirfolder"
echo 3 V1 N7 >"$base/Maildir/dovecot-uidlist"
sed 's/uno/basura/' "$base/1.eml" >"$base/Maildir/.Trash/cur/4.M1.h:2,"
status 0 "a Maildir" "$valija" -c "$conf" import "$base/Maildir"
is "$(v mail list --json | lines)" 3 "what is new in it, and nothing half written"
like "$(cat "$base/err")" "*Maildir/.Trash: left out; name it to import it*" "what people threw away is named"
sed 's/uno/cuatro/' "$base/1.eml" >"$base/Maildir/.Viejo.2025/cur/5.M1.h:2,RS"
sed 's/uno/cinco/' "$base/1.eml" >"$base/Maildir/.Viejo/new/6.M1.h"
status 0 "with folders" "$valija" -q -c "$conf" import "$base/Maildir"
is "$(v mail list --json | lines)" 5 "what is in them is taken"
status 0 "a folder of it alone" "$valija" -q -c "$conf" import "$base/Maildir/.Trash"
is "$(v mail list --json | lines)" 6 "is taken when it is named"
gzip -c "$base/mbox" >"$base/mbox.gz"
status 1 "a packed mbox" "$valija" -c "$conf" import "$base/mbox.gz"
like "$(cat "$base/err")" "*mbox.gz: packed, perhaps an mbox: left out; unpack it*" "is not taken for its first message"
is "$(v mail list --json | lines)" 6 "and nothing of it is taken"

# what is not the message's fault must not bounce it
printf '[store]\npath = store\n' >"$base/away.conf"
sed 's/^path = store/path = nowhere/' "$conf" >"$base/nowhere.conf"
status 75 "no store: try again" sh -c "'$valija' -q -c '$base/nowhere.conf' import - <'$base/1.eml'"
echo nonsense >>"$base/away.conf"
status 75 "a faulty config: try again" sh -c "'$valija' -q -c '$base/away.conf' import - <'$base/1.eml'"
status 75 "a full disk: try again" env VALIJA_STEP=blob.write:1:ENOSPC sh -c "printf 'A: b\n\nx\n' | '$valija' -q -c '$conf' import -"
is "$(v mail list --json | lines)" 6 "nothing of that is on record"
status 0 "with room again it is taken" sh -c "printf 'A: b\n\nx\n' | '$valija' -q -c '$conf' import -"
head -c 27000000 /dev/zero | tr '\0' x >"$base/large"
status 1 "larger than the limit: its own fault" sh -c "'$valija' -q -c '$conf' import - <'$base/large'"
status 1 "an empty one too" sh -c "'$valija' -q -c '$conf' import - </dev/null"
job_finish
