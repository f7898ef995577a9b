#!/bin/sh
# A person sorts answers in a mail program, on a real Dovecot.
channel=servers
. "$(dirname "$0")/folders_job.sh"
