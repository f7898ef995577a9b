#!/bin/sh
# valija run beside a person with a mail program: invoices and answers that come into a folder with a name like people's,
# answers that are sorted while it waits in IDLE, a folder that is made anew meanwhile. On a real server (IMAP_SERVER).
. "$(dirname "$0")/job.sh"
job_begin watched
job_servers
job_config servers
user=empresa@empresa.test
inbox="Entrada & más/Facturas Ñuble"
INBOX=$inbox perl -pi -e 's/^company = andes$/$&\ninbox = $ENV{INBOX}/' "$base/valija.conf"
is "$(v check 2>&1)" "" "the config has no fault"
hand() { servers hand "$base/s" $user "$@"; }
held() { v invoice show 33-1042 --json 2>/dev/null | json state hold.reason; }
is_held() { [ "$(held)" = "$1" ]; }
in_folder() { [ "$(servers count "$base/s" $user "$1" 2>/dev/null)" = "$2" ]; }
end_run() { kill $run_pid && wait $run_pid; status=$?; run_pid=; }
start() { "$valija" -c "$base/valija.conf" run 2>>"$base/log" & run_pid=$!; }

hand make "Entrada & más"
hand make "$inbox"
start
hand save "$inbox" "$base/mails/1-dte-33.eml"
until_true 20 is_held "new	-"
is "$(held)" "new	-" "an invoice that a filter put into the folder is noticed"
reminded() { [ "$(servers count "$base/s" cliente@cliente.test INBOX)" = 1 ]; }
until_true 20 reminded
is "$(servers count "$base/s" cliente@cliente.test INBOX)" 1 "its reminder goes"
is "$(v mail list --json | json subject="DTE 33 folio 1042" folder)" "$inbox" "the folder is on record by its name"

uid=$(servers list "$base/s" cliente@cliente.test INBOX | cut -f 1)
servers show "$base/s" cliente@cliente.test INBOX "$uid" | perl "$root/tests/demo/reply.pl" | grep -v '^Saludos,$\|^Rosa Mu' >"$base/reply.eml"
hand save "$inbox" "$base/reply.eml"
until_true 20 is_held "waiting	PROMISE"
is "$(held)" "waiting	PROMISE" "the answer counts"
until_true 20 in_folder Cobranza/Promesas 1
is "$(servers count "$base/s" $user Cobranza/Promesas)" 1 "and is filed"

hand move Cobranza/Promesas Cobranza/Disputas Re:
until_true 20 is_held "disputed	DISPUTE"
is "$(held)" "disputed	DISPUTE" "a person moves it: noticed without a restart"
hand move Cobranza/Disputas 'Cobranza/Sin asignar' Re:
until_true 20 is_held "new	-"
is "$(v invoice show 33-1042 --json | json hold.reason)" - "and moved again: the hold is lifted"
is "$(v export events | json kind=reply-moved actor reason)" "mailbox:facturas	Cobranza/Promesas -> Cobranza/Disputas
mailbox:facturas	Cobranza/Disputas -> Cobranza/Sin asignar" "by whom and from where"
end_run
is $status 0 "run ends when asked to"

# the folder is made anew, as a move to another server does it: its messages get other numbers
mails=$(v mail list --json | lines)
sleep 1.1 # UIDVALIDITY may be a second
hand rename "$inbox" "Entrada & más/Vieja"
hand make "$inbox"
hand save "$inbox" "$base/mails/3-cfdi-ppd.eml" 2>/dev/null || hand save "$inbox" "$base/mails/2-cfdi-ppd.eml"
hand move "Entrada & más/Vieja" "$inbox"
start
numbered() { [ "$(v mail list --json | json folder="$inbox" uidvalidity | sort -u | lines)" = 2 ]; }
until_true 20 numbered
known() { [ "$(v export invoices | lines)" = 2 ] && [ "$(v mail list --json | json state=staged | lines)" = 0 ]; }
until_true 20 known
is "$(v mail list --json | json folder="$inbox" uidvalidity | sort -u | lines)" 2 "a folder that is numbered anew is read anew"
is "$(v mail list --json | lines)" $((mails + 2)) "what lay in it has one row more, what is new has one"
is "$(v export invoices | lines) $(v note list --json | lines)" "2 1" "no invoice and no note comes twice"
hand remove Cobranza/Pagos
hand empty 'Cobranza/Sin asignar'
hand save "$inbox" "$base/mails/6-xml-roto.eml"
quarantined() { [ "$(v mail list --json | json state=quarantined | lines)" = 1 ]; }
until_true 20 quarantined
is "$(v mail list --json | json state=quarantined | lines)" 1 "a folder that people removed and one they emptied disturb nobody"
end_run
is "$(v verify 2>&1)" "" "the store is whole"
job_finish
