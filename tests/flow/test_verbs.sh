#!/bin/sh
# The verbs as a person or a script meets them: help, wrong usage, faults of the config, lists and exports, import, replay,
# and what a person may do to the queue.
. "$(dirname "$0")/job.sh"
job_begin verbs
job_config folder
missing=
verbs=$("$valija" --help | sed -n "s/^  \([a-z-]*\)  .*/\1/p")
for verb in $verbs; do
	like "$("$valija" $verb --help 2>&1)" "Usage:*valija $verb*" "$verb --help tells"
	"$valija" -c "$base/valija.conf" $verb --no-such-option >/dev/null 2>&1
	is $? 2 "$verb with an unknown option: exit status 2"
done
for usage in "once" "once frob" "fetch" "mail show" "mail show x" "queue frob 1" "invoice pay" "note add x" "export frob" "import" "customer set"; do
	status 2 "$usage: exit status 2" "$valija" -c "$base/valija.conf" $usage
done
"$valija" init "$base/new" >/dev/null 2>&1
is "$(grep -c '^#[a-z_]* = #' "$base/new/valija.conf")" 0 "init writes each key on a line of its own"
perl "$root/mk/man.pl" "$valija" "$base/new"
for verb in $verbs; do
	grep -q "^\.SS $verb\$" "$base/new/valija.1" || missing="$missing $verb"
done
is "${missing:-}" "" "every verb has its paragraph in the manual page"
is "$(grep -c '^\.B mail_endpoint =$' "$base/new/valija.conf.5")" 1 "and every key"
status 1 "init refuses to overwrite" "$valija" init "$base"
like "$(cat "$base/err")" "*never overwrites*" "and says so"

# ---- all faults of a config in one run, with their lines ----
deliver_mails
cp "$base/valija.conf" "$base/good.conf"
cat >"$base/bad.conf" <<CONFIG
[store]
path = store
colour = blue
[company andes]
country = CL
tax_ids = 76.543.210-4
name = Andes
from = a@b.test
reply_to = a@b.test
timezone = America/Nowhere
relay = salida
[account uno]
company = andes
host = localhost
port = 993
tls = starttls
user = u
password_file = open
ca_file = missing.pem
[account dos]
company = andes
host = localhost
user = u
password_file = closed
[account tres]
company = andes
host = localhost
user = u
password_file = closed
[account cuatro]
company = andes
type = folder
path = inbox
inbox = Cobranza/Promesas
[relay salida]
type = folder
path = relay
[relais x]
port = 99999
CONFIG
echo x >"$base/open"
echo x >"$base/closed"
chmod 644 "$base/open"
chmod 600 "$base/closed"
status 78 "a bad config: exit status 78" "$valija" -c "$base/bad.conf" check
for fault in "3: unknown key colour" "6: tax_ids: the check digit" "10: *timezone*" "15: port = 993 goes with" "18: *open*" \
	"19: ca_file: no such file" "25: *watch the same folder" "34: *must not be watched" "38: unknown section" ; do
	found=no
	while read -r line; do
		case $line in "$base/bad.conf:"$fault*) found=yes ;; esac
	done <"$base/err"
	is $found yes "check says $fault"
done
[ "$failed" = 0 ] || sed 's/^/# /' "$base/err"

# ---- lists, exports ----
v once all 2>/dev/null
v note add 33-1042 '=cmd|"x", y
segunda línea' --by Ana
like "$(v export notes --csv | tr -d '\r' | tail -n 2)" "*\"'=cmd|\"\"x\"\", y
segunda línea\"*" "a formula in a cell is text, quotes are doubled"
is "$(v export notes | json text)" '=cmd|"x", y
segunda línea' "JSON has it as it was written"
for table in invoices:invoice mails:mail customers:customer notes:note; do
	is "$(v export "${table%:*}")" "$(v "${table#*:}" list --json)" "export ${table%:*} is what list says"
done
is "$(v export invoices | lines)" "$(v export invoices --csv | tail -n +2 | lines)" "CSV has a row for each invoice"
like "$(v export invoices --csv | head -n 1)" "*key*due.date*" "and names its columns"
is "$(v export payments | json amount)" 4000 "payments too"

# ---- import ----
mkdir -p "$base/i/md/cur" "$base/i/md/new" "$base/i/md/tmp" "$base/i/dir"
n=0
letter() { n=$((n + 1)); printf 'From: a@b.test\nSubject: carta %s\nMessage-ID: <carta-%s@b.test>\nDate: %s\n\nHola %s\n' $n $n "$(date -uR)" $n; }
letter >"$base/i/uno.eml"
{ echo "From a@b.test Sat Jan  3 01:05:34 1996"; letter; echo; echo "From a@b.test Sat Jan  3 01:05:34 1996"; letter; } >"$base/i/caja.mbox"
letter >"$base/i/md/new/1.x.y"
letter >"$base/i/md/cur/2.x.y:2,S"
letter >"$base/i/dir/dos.eml"
status 0 "import takes files, mbox, Maildir and folders" "$valija" -c "$base/valija.conf" import "$base/i/uno.eml" "$base/i/caja.mbox" \
	"$base/i/md" "$base/i/dir"
like "$(cat "$base/err")" "*6 staged*" "each message of them"
letter | v import -
is $? 0 "and one from standard input"
v import "$base/i/uno.eml" "$base/i/caja.mbox"
is "$(v mail list --json | json account=import id | lines)" 7 "never twice"
status 1 "a file that is not there: a fault" "$valija" -q -c "$base/valija.conf" import "$base/i/none.eml" "$base/i/uno.eml"
v once work 2>/dev/null
is "$(v mail list --json | json account=import state | sort -u)" "done" "and they are worked"

# ---- replay ----
id=$(v mail list --json | json state=quarantined id)
v mail replay "$id"
is "$(v mail list --json | json id="$id" state)" staged "a quarantined mail is put back to work"
v once work 2>/dev/null
is "$(v mail list --json | json id="$id" state)" quarantined "and set aside again"
status 1 "one that is done is not replayed" "$valija" -c "$base/valija.conf" mail replay 1

# ---- the queue ----
v customer set MUE050607CD5 --company norte --contact 'Laura <cliente@cliente.test>'
v once work 2>/dev/null
id=$(v queue list --json | json kind=reminder customer=MUE050607CD5 id)
state() { v queue show "$id" | json state; }
is "$(state)" ready "a reminder waits"
v queue hold "$id"
is "$(state)" held "a person holds it"
v once send 2>/dev/null
is "$(state)" held "and it does not go"
v queue cancel "$id"
is "$(state)" cancelled "or cancels it"
status 1 "what is cancelled is not released" "$valija" -c "$base/valija.conf" queue release "$id"
id=$(v queue list --json | json kind=reminder customer=77654321-7 id)
is "$(state)" sent "another one was sent"
status 1 "and is not sent again" "$valija" -c "$base/valija.conf" queue retry "$id"
job_fresh
v once work 2>/dev/null
v import "$base/mails/1-dte-33.eml"
v once work 2>/dev/null
id=$(v queue list --json | json kind=reminder id)
v queue hold "$id"
v queue release "$id"
is "$(state)" ready "a released one is ready"
v queue retry "$id"
is $? 0 "a ready one may be hurried"
v once send 2>/dev/null
is "$(state)" sent "and goes"
status 1 "a job that is not there" "$valija" -c "$base/valija.conf" queue hold 99999
job_finish
