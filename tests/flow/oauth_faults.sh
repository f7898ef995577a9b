# The second half of test_oauth.sh, which sources it: tokens that rotate, end, are revoked or do not come; crashes.
pass() { v once fetch 2>&1; }
used() { lines <"$base/t/used"; }
granted() { grep -c "^/token refresh_token granted" "$base/t/log"; }
# anew: no token anywhere but the first refresh token of the config.
anew() { rm -rf "$base/store/oauth" && touch "$base/t/reset"; }

# rotation
anew
oauth "password_file = first"
echo 2 >"$base/t/lifetime"
mode rotate
for round in 1 2 3; do
	is "$(pass)" "" "round $round: a mailbox by a refresh token"
	sleep 2
done
is "$(granted)" 3 "each token that came was used in its turn, each access token that was over replaced once"
echo 3600 >"$base/t/lifetime"
pass >/dev/null
before=$(granted)
pass >/dev/null
is "$(($(granted) - before))" 0 "a token that is good is not replaced"
touch "$base/t/forget"
is "$(pass)" "" "a token that the mail server does not take any more is"
is "$(($(granted) - before))" 1 "by one question"

# several processes
echo 1 >"$base/t/lifetime"
touch "$base/t/forget"
pass >/dev/null
sleep 1
echo 3600 >"$base/t/lifetime"
mode strict
before=$(granted)
for one in 1 2 3 4; do
	v check --online --no-mail --no-dns >"$base/at.$one" 2>&1 &
	pids="${pids:-} $!"
done
wait $pids
is "$(cat "$base"/at.? | grep -c "account facturas: logged in")" 4 "four processes at once"
is "$(($(granted) - before))" 1 "ask once"

# death at each step: nothing that is not on disk was shown to the mail server, and the next one goes on from there
mode rotate
for step in oauth.ask oauth.commit; do
	for kind in KILL EIO ENOSPC; do
		anew
		before=$(used)
		VALIJA_STEP=$step:1:$kind v once fetch >/dev/null 2>&1
		is "$?" "$([ $kind = KILL ] && echo 137 || echo 1)" "$step, $kind: it ends"
		is "$(used)" "$before" "$step, $kind: no token was used"
		is "$(find "$base/store/oauth" -name '*.json' | lines)" 0 "$step, $kind: none is kept"
		is "$(pass)" "" "$step, $kind: then all is well"
	done
done
is "$(find "$base/store/oauth" -type f ! -name '*.lock' ! -name 'account-facturas.json*' | lines)" 0 "nothing else is left"

# a token server that does not do its work
anew
before=$(used)
for bad in busy moved page garbage deep list empty nothing control mac oversized close half slow later; do
	mode "$bad"
	status 75 "tried again later: $bad" v once fetch
	like "$(cat "$base/err")" "*account facturas*" "and says which account: $bad"
done
is "$(used)" "$before" "nothing of that was shown to the mail server"
mode echo
status 1 "a refusal" v once fetch
like "$(cat "$base/err")" "*refuses (invalid_grant): log in again: valija check --login \"account facturas\"*" \
	"that repeats our token is cut"
mode rotate
is "$(pass)" "" "when it is back, all is well"

# revoked: one alert, whoever asks how often
touch "$base/t/forget"
mode revoked
alerts() { v queue list --json | json kind=alert subject | lines; }
watch_alerts() { [ "$(alerts)" -ge 1 ]; }
for round in 1 2; do
	"$valija" -q -c "$base/valija.conf" fetch facturas 2>>"$base/log" &
	run_pid=$!
	until_true 20 watch_alerts
	until_true 10 test "$(grep -c '' "$base/t/log")" -gt "$(cat "$base/asked" 2>/dev/null || echo 0)"
	lines <"$base/t/log" >"$base/asked"
	kill $run_pid && wait $run_pid
	run_pid=
done
is "$(alerts)" 1 "revoked is one alert, also after a new start"
like "$(v queue list --json | json kind=alert subject)" "*facturas*" "about the account"
mode rotate

# only XOAUTH2, and a mail server that refuses a new token, too
servers stop "$base/s"
OAUTH_MECHANISMS=xoauth2 servers start "$base/s"
. "$base/s/env"
sed -i "/^\[account/,/^\[/s/^port = .*/port = $IMAPS_PORT/; /^\[relay/,/^\[/s/^port = .*/port = $SUBMISSION_PORT/" "$base/valija.conf"
anew
is "$(online | head -n 1)" "account facturas: logged in, INBOX has 0 messages" "XOAUTH2 to the mailbox"
anew

echo nobody@empresa.test >"$base/t/user"
touch "$base/t/forget"
before=$(granted)
status 1 "a token of another person" v once fetch
like "$(cat "$base/err")" "*facturas*refused*" "is refused by the mail server"
is "$(($(granted) - before))" 1 "after one more question, not two"
