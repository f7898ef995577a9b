#!/bin/sh
# Crash points of the main job on folders.
channel=folder
least=120
. "$(dirname "$0")/crash_steps.sh"
