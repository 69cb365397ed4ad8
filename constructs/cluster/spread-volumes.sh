#!/bin/sh
# Refuses to prepare volumes that another host's must share an identity with, where nobody has said which one that is, and what the
# script beside it refuses, whose arguments it takes and which lies there as standing-volumes.sh. `storage/identity` beside it names
# the folder that has the identity, as format-storage.sh reads it. Whether a controller may begin with nothing is judged by whoever sees
# all hosts, before volumes are prepared.
set -eu
here=${0%/*} servers=$2
tab=$(printf '\t')
told=$(sed -n 's/^log\.dirs=//p' "$here/storage/identity")/meta.properties
if [ "$1" = prepare ] && ! grep -q '^cluster\.id=.' "$told" 2>/dev/null; then
  echo "[ClusterIdMissing] volumes: must be formatted with the identity that those of all hosts bear, and this host was told none; apply the stack with the command handover of KafkaBase, which tells it, or where that stack has it, run cdktf-kafka handover --identity: no server was touched" >&2
  exit 1
fi
if [ "$1" = look ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  while IFS=$tab read -r role container file pattern folders; do
    [ "$role" = controller ] && [ ! -f "${folders%%:*}/meta.properties" ] ||
      printf '%s\t%s\t%s\t%s\t%s\n' "$role" "$container" "$file" "$pattern" "$folders" >>"$work/servers"
  done <"$servers"
  shift 2
  touch "$work/servers"
  cp -R "$here/storage" "$work/storage"
  sh "$here/standing-volumes.sh" look "$work/servers" "$@"
  exit
fi
exec sh "$here/standing-volumes.sh" "$@"
