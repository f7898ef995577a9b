# For a test that starts a server and lets other tests run on it; sourced. run NAME PROGRAM…: the points of a program that
# speaks TAP, numbered on in count; failed is 1 once one failed. One that dies or breaks its plan is a failed point more.
count=0
failed=0
run()
{
	name=$1
	shift
	points=$(mktemp -d /tmp/v-points.XXXXXX)
	"$@" >"$points/out" 2>"$points/err"
	died=$?
	awk -v n="$count" -v name="$name" -v died=$died '
		/^1\.\./ { plan = substr($1, 4) + 0; planned = 1; next }
		/^(not )?ok / {
			bad = $1 == "not"
			fails += bad
			sub(/^(not )?ok [0-9]* *(- )?/, "")
			print (bad ? "not ok " : "ok ") ++n " - " name ": " $0
			points++
			next
		}
		{ print /^#/ ? $0 : "# " $0 }
		END {
			if (!planned || plan != points || (died && !fails))
				print "not ok " ++n " - " name ": ended with status " died " after " points + 0 " points"
		}' "$points/out" >"$points/tap"
	cat "$points/tap"
	sed 's/^/# /' "$points/err"
	count=$((count + $(grep -c -E '^(not )?ok ' "$points/tap")))
	! grep -q '^not ok' "$points/tap" || failed=1
	rm -rf "$points"
}
