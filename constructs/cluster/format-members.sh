#!/bin/sh
# What the volume of a controller is formatted by where the quorum's members change, as words for Kafka's tool; nothing for a broker's:
#
#   format-members.sh STORAGE ID FILE
#
# STORAGE and FILE, which is in it, are as format-storage.sh has them; ID is the cluster's. The first controllers begin with a vote, all of them by the same
# list, however often that is made. Whoever comes later, or has lost its data, gets its vote from the quorum.
set -eu
storage=$1 id=$2 own=$3
# What Kafka 4 formats the volume of a controller with, before it has agreed upon anything.
first=00000000000000000000-0000000000.checkpoint
value() {
  sed -n "s|^$1=||p" "$2"
}

grep -q -x 'process\.roles=controller' "$own" || exit 0
voters=
for file in $(grep -l -x 'process\.roles=controller' "$storage"/*); do
  folder=$(value 'log\.dirs' "$file")
  if [ -n "$(find "$folder/__cluster_metadata-0" \( -name '*.log' -o -name '*-*.checkpoint' ! -name "$first" \) -size +0c 2>/dev/null | head -n 1)" ]; then
    echo --no-initial-controllers
    exit 0
  fi
  node=$(value 'node\.id' "$file")
  # Kafka's own form of 16 bytes: 22 characters, the last of which has four bits that are 0.
  directory=$(printf '%s %s' "$id" "$node" | sha256sum | cut -c 1-21)A
  voters="$voters${voters:+,}$node@$(value 'listeners' "$file" | sed 's|^[A-Z]*://||'):$directory"
done
echo "--initial-controllers=$voters"
