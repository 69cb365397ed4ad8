#!/bin/sh
# kcat: one record is produced and consumed. Arguments: a user's folder, a topic, a group.
set -eu
folder=$1 topic=$2 group=$3

echo 'two books' | kcat -F "$folder/kcat.conf" -P -t "$topic"
kcat -F "$folder/kcat.conf" -X auto.offset.reset=earliest -q -c 1 -G "$group" "$topic"
