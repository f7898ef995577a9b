#!/bin/sh
# Crash points of the main job with a real Dovecot and Postfix.
channel=servers
least=120
. "$(dirname "$0")/crash_steps.sh"
