#!/bin/sh
# `check --online` with a real Dovecot and a real Postfix: what the relay takes, and the round trip: a mail with a +tag and
# a bounce must come back, are removed, and are nothing in the ledger; and what the receiving server saw of them.
. "$(dirname "$0")/job.sh"
job_sqlite "what check asks of the servers"
job_begin online
job_servers
job_config servers

# asked ARGUMENT…: check --online; its words in $base/said, its status in $status.
asked()
{
	v check --online --no-dns "$@" >"$base/said" 2>&1
	status=$?
}
says() { like "$(cat "$base/said")" "*$1*" "$2"; }
# relay LINES…: Postfix with these lines more.
cp "$base/s/postfix/etc/main.cf" "$base/main.cf"
relay()
{
	{
		cat "$base/main.cf"
		printf '%s\n' "$@"
	} >"$base/s/postfix/etc/main.cf"
	postfix -c "$base/s/postfix/etc" reload 2>/dev/null
}
inbox() { servers count "$base/s" "$1" INBOX; }

asked
is $status 0 "all comes back"
says "relay salida: takes mails of up to 60000000 bytes; STARTTLS, 8BITMIME, SMTPUTF8, PIPELINING, DSN, AUTH PLAIN LOGIN" "what the relay takes"
says "round trip andes: a mail to empresa+p*@empresa.test came back to account facturas in *s and was removed" "a +tag arrives"
says "round trip andes: a bounce to empresa+p*@empresa.test came back to account facturas" "and a mail without a sender"
says "round trip norte: a mail to empresa+p*@empresa.test came back" "each company writes"
says "round trip andes: advice: the mail server of account facturas does not say what it saw" "its server says nothing of us"
is "$(inbox empresa@empresa.test)" 0 "nothing stays in the mailbox"
is "$(v check --online --no-dns --no-mail | grep -c 'round trip')" 0 "--no-mail writes none"
is "$(v check --online --no-dns --json | json check=~trip verdict | sort -u | tr '\n' ' ')" "advice fine " "as JSON"

# What its server puts on top of a mail counts, what the mail brought along does not.
seen()
{
	relay "smtpd_client_restrictions = check_client_access inline:{{127.0.0.1 = PREPEND Authentication-Results: $1}}" \
		"smtpd_helo_restrictions = check_client_access inline:{{127.0.0.1 = PREPEND Authentication-Results: ${2:-$1}}}" \
		'smtpd_sender_restrictions = check_client_access inline:{{127.0.0.1 = PREPEND Received: from a by mx.else.test}}' \
		'smtpd_recipient_restrictions = check_client_access inline:{{127.0.0.1 = PREPEND Authentication-Results: mail.empresa.test (old) ; spf=fail dmarc=fail}}'
	asked
}
server="the mail server of account facturas (mail.empresa.test) saw"
seen 'mail.empresa.test; spf=pass smtp.mailfrom=empresa.test' 'mail.empresa.test; dkim=pass; dmarc=pass header.from=empresa.test'
is $status 0 "all pass there"
says "round trip andes: $server SPF pass, DKIM pass, DMARC pass of empresa.test" "in words, of all its lines together"
says "do: set authserv_id = mail.empresa.test for account facturas" "and how answers are judged by it"
is "$(inbox empresa@empresa.test)" 0 "and it was removed"
seen 'mail.empresa.test; spf=pass; dkim=none; dmarc=fail header.from=empresa.test'
is $status 1 "what fails DMARC there is a fault"
says "round trip andes: fault: $server SPF pass, DKIM none, DMARC fail of empresa.test" "in words"
sed -i '/^\[account facturas\]/a authserv_id = mx.google.com' "$base/valija.conf"
seen 'mail.empresa.test; dmarc=fail header.from=empresa.test'
is $status 0 "of a server that is not the named one nothing is believed"
says "advice: no Authentication-Results of mx.google.com (authserv_id of account facturas)" "and that is said"
says "do: set authserv_id = mail.empresa.test" "with the name that there is"
sed -i '/^authserv_id/d' "$base/valija.conf"
relay ''

# A mailbox that the login may only read.
cp "$base/s/dovecot/dovecot.conf" "$base/dovecot.conf"
printf 'mail_plugins = acl\nplugin {\n acl = vfile\n}\n' >>"$base/s/dovecot/dovecot.conf"
printf 'owner lr\n' >"$base/acl"
install -m 644 "$base/acl" "$base/s/mail/empresa@empresa.test/dovecot-acl"
servers doveadm "$base/s" reload
asked
is $status 0 "a mailbox that can only be read"
says "round trip andes: advice: a mail to empresa+p*@empresa.test came back to account facturas in *s and cannot be removed" "is told of"
cp "$base/dovecot.conf" "$base/s/dovecot/dovecot.conf"
servers doveadm "$base/s" reload
servers hand "$base/s" empresa@empresa.test empty INBOX

# Another process may fetch a probe before it is removed.
sed -i 's/^reply_to = .*/reply_to = finanzas@empresa.test/' "$base/valija.conf"
asked --wait 1
is $status 1 "a reply_to that no account fetches is a fault"
says "round trip andes: fault: a mail to finanzas+p*@empresa.test did not come back to any account in 1 s" "in words"
says "do: let an account fetch the mailbox of reply_to" "with what to do"
servers drain "$base/s"
sed -i 's/^user = empresa@empresa.test/user = finanzas@empresa.test/' "$base/valija.conf"
v once fetch 2>/dev/null
v once work 2>/dev/null
is "$(v mail list --json | json outcome | sort | uniq -c | tr -s ' \n' ' ')" " 6 probe " "the receipt book names them"
is "$(v note list --json 2>/dev/null | lines)$(v queue list --json | lines)$(v customer list --json | lines)" 000 \
	"no note, no alert, no customer"
is "$(inbox finanzas@empresa.test)" 6 "and they are not moved"
sed -i 's/finanzas@empresa.test/empresa@empresa.test/' "$base/valija.conf"

relay 'transport_maps = regexp:{{/\+/ discard:}}'
asked --wait 2
is $status 1 "a provider that drops +tags is a fault"
says "do: mails to reply_to arrive, those with a +tag do not: switch on plus addressing" "and the reason is told"
is "$(inbox empresa@empresa.test)" 0 "what did arrive is removed"
relay 'smtpd_recipient_restrictions = check_recipient_access regexp:{{/\+/ 550 5.1.1 no such mailbox}}'
asked --wait 2
says "round trip andes: fault: the relay refuses empresa+p*@empresa.test: *no such mailbox*" "a relay that refuses +tags"
relay 'smtpd_sender_restrictions = check_sender_access inline:{{<> = 550 no bounces here}}'
asked
is $status 0 "a relay that takes no bounces from us is no fault"
says "round trip andes: advice: the relay takes no mail without a sender (*no bounces here*)" "but it is said"
relay 'message_size_limit = 5000000'
asked
is $status 1 "a relay that is too narrow is a fault"
says "relay salida: fault: takes mails of up to 5000000 bytes" "how narrow"
says "do: a reminder with its documents may have 14" "and what is wanted"
servers stop "$base/s"
asked
is $status 75 "servers that are away: later"
is "$(grep -c 'round trip' "$base/said")" 0 "and nothing is sent"
job_finish
