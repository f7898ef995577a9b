#!/bin/sh
# A person sorts answers in the folders of a folder account.
channel=folder
. "$(dirname "$0")/folders_job.sh"
