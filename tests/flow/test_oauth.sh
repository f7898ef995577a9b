#!/bin/sh
# OAuth 2.0 with a token server of our own and Dovecot's oauth2 passdb behind IMAP and submission: set-up by device code and
# authorization code, applications, rotation, revocation, a token server that is slow or talks nonsense, death at each step.
. "$(dirname "$0")/job.sh"
job_sqlite "tokens of mailboxes and relays"
job_begin oauth
mkdir "$base/t"
perl "$root/tests/token_server.pl" "$base/t" &
token_pid=$!
trap 'kill $token_pid 2>/dev/null; job_clean' EXIT
until_true 10 test -s "$base/t/port"
tokens=http://127.0.0.1:$(cat "$base/t/port")
INTROSPECTION=$tokens/introspect
export INTROSPECTION
job_servers
job_config servers
cp "$base/valija.conf" "$base/plain.conf"
umask 077
od -An -vtx1 -N32 /dev/urandom | tr -d ' \n' >"$base/oauth.key"
od -An -vtx1 -N32 /dev/urandom | tr -d ' \n' >"$base/other.key"
echo client-canary-secret >"$base/client"
echo client-canary-wrong >"$base/wrong"
echo rt-0 >"$base/first"
umask 022

# oauth LINE…: both logins by OAuth with these lines.
oauth()
{
	lines=$(printf '%s\\n' "auth = oauth2" "oauth_client_id = valija-test" "oauth_key_file = oauth.key" \
		"oauth_token_url = $tokens/token" "oauth_timeout = 1" "$@")
	sed "s|^password_file = password\$|$lines|" "$base/plain.conf" >"$base/valija.conf"
}
mode() { echo "$1" >"$base/t/mode"; }
asked() { sed -n "s|^/token ||p" "$base/t/log" 2>/dev/null | lines; }
online() { v check --online --no-mail --no-dns 2>&1 | grep -v '^relay salida: takes'; }
kept=$base/store/oauth/account-facturas.json
logged_in="account facturas: logged in, INBOX has 0 messages
relay salida: connected"
# expire: what is kept is over its time, as if hours had gone by.
expire() { rm -rf "$base/store/oauth"; }

# the config
oauth "oauth_grant = device_code"
like "$(v check 2>&1)" "*valija.conf:*\[account facturas\] wants oauth_device_url*" "check names what is missing"
like "$(v check 2>&1)" "*\[relay salida\] wants oauth_device_url*" "of the relay, too"
like "$(v check 2>&1)" "*wants oauth_scope*" "and the scope"
oauth "oauth_device_url = http://login.example.org/device" "oauth_scope = mail"
like "$(v check 2>&1)" "*oauth_device_url = http://login.example.org/device: https is wanted*" "no address in clear"
oauth "oauth_grant = client_credentials" "oauth_provider = microsoft" "oauth_token_url =" >/dev/null
sed -i "/^oauth_token_url/d" "$base/valija.conf"
like "$(v check 2>&1)" "*wants oauth_tenant for client_credentials*" "an application of Microsoft wants its tenant"
like "$(v check 2>&1)" "*wants oauth_client_secret_file for client_credentials*" "and a secret"
mkdir -p "$base/store/keys" && cp -p "$base/oauth.key" "$base/store/keys/oauth.key"
oauth "password_file = first"
sed -i 's|oauth_key_file = oauth.key|oauth_key_file = store/keys/oauth.key|' "$base/valija.conf"
like "$(v check 2>&1)" "*oauth_key_file = *store/keys/oauth.key lies in the store: keep it elsewhere*" "the key is no part of the store"
rm -rf "$base/store/keys"
sed 's|^password_file = password$|&\noauth_provider = google|' "$base/plain.conf" >"$base/valija.conf"
like "$(v check 2>&1)" "*the oauth_\* keys want auth = oauth2*" "keys without effect are a fault"

# the device code
oauth "oauth_device_url = $tokens/device" "oauth_scope = mail"
is "$(v check 2>&1)" "" "a device login has no fault"
like "$(online)" "*account facturas has not logged in yet: run valija check --login \"account facturas\"*" "before the set-up it says what to do"
is "$(asked)" 0 "and nobody is asked"
status 0 "the set-up of an account" v check --login facturas
like "$(cat "$base/out")" "account facturas: open $tokens/device
and enter the code WDJB-MJHT
*account facturas: logged in; the tokens are kept in $kept" "shows link and code and waits"
status 0 "the set-up of a relay" v check --login "relay salida"
status 2 "a login that does not exist" v check --login nobody
is "$(online)" "$logged_in" "IMAP and SMTP take the token"
is "$(asked)" 4 "two polls each, and no other question while it is good"
is "$(stat -c %a "$kept" "$base/store/oauth" | tr '\n' ' ')" "600 700 " "only their owner reads the tokens"
is "$(grep -rlE 'canary' "$base/store" "$base/out" "$base/err" | lines)" 0 "no token is in clear in the store or on the screen"
cp "$kept" "$base/renamed" && cp "$base/store/oauth/relay-salida.json" "$kept"
like "$(online)" "*account facturas: what is kept of its login cannot be decrypted*" "the tokens of another login do not open"
cp "$base/renamed" "$kept"
sed -i 's|= oauth.key|= other.key|' "$base/valija.conf"
like "$(online)" "*account facturas: what is kept of its login cannot be decrypted with this key (oauth_key_file)*" "nor with another key"
for answer in denied:access_denied late:expired_token; do
	oauth "oauth_device_url = $tokens/device" "oauth_scope = mail"
	mode "${answer%:*}"
	status 1 "a set-up that ends: ${answer%:*}" v check --login facturas
	like "$(cat "$base/err")" "*refuses (${answer#*:}*log in again*" "says so: ${answer%:*}"
done
mode keep
status 1 "a set-up without refresh token" v check --login facturas
like "$(cat "$base/err")" "*the provider gives no refresh token*" "is none"
mode rotate
is "$(online)" "$logged_in" "what was kept before still holds"

# the authorization code
expire
oauth "oauth_auth_url = $tokens/authorize" "oauth_scope = mail read"
# code_login ANSWER…: the set-up with the browser's answers; @STATE@ and @PORT@ are those of the link.
code_login()
{
	rm -f "$base/out" "$base/paste" && mkfifo "$base/paste"
	v check --login facturas <"$base/paste" >"$base/out" 2>"$base/err" &
	login_pid=$!
	exec 9>"$base/paste"
	until_true 10 grep -q "^Waiting\|Waiting …" "$base/out"
	link=$(grep "^$tokens/authorize?" "$base/out")
	state=$(echo "$link" | sed 's/.*[?&]state=\([^&]*\).*/\1/')
	port=$(echo "$link" | sed 's/.*127.0.0.1%3A\([0-9]*\).*/\1/')
	"$@"
	wait $login_pid
	code=$?
	exec 9>&-
	return $code
}
browse()
{
	perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new("127.0.0.1:$ARGV[0]") or exit 1;
		print $s "GET $ARGV[1] HTTP/1.1\r\nHost: x\r\n\r\n"; my @l = <$s>; print $l[-1]' "$port" "$1"
}
agree()
{
	browse /favicon.ico >"$base/icon"
	browse "/?code=stolen&state=wrong" >"$base/stolen"
	browse "/?code=code-canary%2B1&state=$state" >"$base/page"
}
refuse() { browse "/?error=access_denied&state=$state" >"$base/page"; }
paste_address() { printf 'nonsense?\nhttp://127.0.0.1:%s/?state=%s&code=code-canary%%2B1\n' "$port" "$state" >&9; }
paste_code() { printf 'code-canary+1\n' >&9; }
code_login agree
is $? 0 "a code that the browser brings"
like "$link" "*response_type=code&client_id=valija-test&redirect_uri=http%3A%2F%2F127.0.0.1%3A$port&scope=mail%20read&state=$state&code_challenge=*&code_challenge_method=S256" "the link asks for it"
is "$(cat "$base/icon" "$base/stolen" "$base/page")" "Not what valija waits for.
Not what valija waits for.
Done. This window can be closed." "a code without our state is none"
is "$(tail -n 1 "$base/t/redirect")" "http://127.0.0.1:$port" "the redirect is named again"
challenge=$(tail -n 1 "$base/t/verifier" | tr -d '\n' | openssl dgst -sha256 -binary | openssl base64 | tr '+/' '-_' | tr -d '=')
is "$(echo "$link" | sed 's/.*code_challenge=\([^&]*\).*/\1/')" "$challenge" "and the verifier fits the challenge"
code_login refuse
is $? 1 "a person who says no"
like "$(cat "$base/err")" "*account facturas: the login was refused: access_denied" "is believed"
code_login paste_address
is $? 0 "an address that is pasted"
code_login paste_code
is $? 0 "a code that is pasted"
like "$(online)" "*account facturas: logged in, INBOX has 0 messages*" "the mailbox takes its token"

# an application
expire
oauth "oauth_grant = client_credentials" "oauth_scope = mail/.default" "oauth_client_secret_file = client"
is "$(online)" "$logged_in" "an application gets its tokens alone"
status 0 "--login tries it" v check --login facturas
expire
sed -i 's|oauth_client_secret_file = client|oauth_client_secret_file = wrong|' "$base/valija.conf"
like "$(online)" "*refuses (invalid_client: AADSTS7000215*check oauth_client_id and oauth_client_secret_file*" "a wrong secret says what to do"
is "$(online | grep -c canary)" 0 "and not the secret"

. "$root/tests/flow/oauth_faults.sh"
job_finish
