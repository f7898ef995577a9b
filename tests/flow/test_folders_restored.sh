#!/bin/sh
# A mailbox that its server put back from a backup: UIDs are given out again under the same UIDVALIDITY, on a real Dovecot.
. "$(dirname "$0")/job.sh"
job_begin restored
job_servers
job_config servers
user=empresa@empresa.test
box=$base/s/mail/$user

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
in_folder() { servers count "$base/s" $user INBOX; }
validities() { servers doveadm "$base/s" mailbox status -u $user "uidvalidity" INBOX; }
send_note()
{
	printf 'From: <a@uno.test>\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%s@uno.test>\r\n\r\nhola %s\r\n' \
		$user "$1" "$1" "$1" >"$base/note.eml"
	deliver "$base/note.eml"
	servers drain "$base/s"
}
subjects() { v once work 2>>"$base/log"; v mail list --json | json subject | grep "$1" | sort | tr '\n' ' '; }
jump_back()
{
	as_root rm -rf "$box"
	as_root cp -a "$base/copy" "$box"
	in_folder >/dev/null
}

deliver "$base/mails/1-dte-33.eml"
send_note uno
v once fetch
in_folder >/dev/null
as_root cp -a "$box" "$base/copy"
before=$(validities)
for name in dos tres cuatro; do send_note $name; done
v once fetch
is "$(subjects '^[a-z]*$')" "cuatro dos tres uno " "everything is read"

# fewer came than were there: UIDNEXT goes back
jump_back
is "$(validities)" "$before" "the mailbox is back, with the same UIDVALIDITY"
sleep 1.1 # dates are seconds
send_note nuevo1
status 0 "read after the restore" "$valija" -c "$base/valija.conf" once fetch
like "$(cat "$base/err")" "*folder-renumbered*UIDs were given out again*" "it is noticed"
is "$(subjects nuevo)" "nuevo1 " "a mail under a UID that was known is read"
v once work 2>>"$base/log"
is "$(v export invoices | lines)" 1 "the invoice is known by its bytes"
rows=$(v mail list --json | lines)
status 0 "once more" "$valija" -c "$base/valija.conf" once fetch
is "$(grep -c renumbered "$base/err")" 0 "it is said once"
is "$(v mail list --json | lines)" "$rows" "and read once"

# more came than were there: only the dates tell
jump_back
sleep 1.1
for i in 1 2 3 4 5 6; do send_note otro$i; done
v once fetch 2>>"$base/log"
is "$(subjects otro)" "otro1 otro2 otro3 otro4 otro5 otro6 " "UIDNEXT is beyond what was known: all the same"
v once fetch 2>>"$base/log"
v once work 2>>"$base/log"
v --now "$(date -u -d '+1 day' +%FT15:00:00Z)" once fetch 2>>"$base/log"
is "$(v queue list --json | json kind=alert step=~receipt-book | lines)" 0 "the receipt book agrees"
is "$(v mail list --json | json state=quarantined | lines)" 0 "nothing is set aside"
job_finish
