#!/bin/sh
# Refuses volumes of Kafka's own servers that do not belong together, before anything is written, and what data-volumes.sh
# refuses, whose arguments it takes and which lies beside it as server-volumes.sh. SERVERS has STORAGE beside it, as format-storage.sh
# reads it.
set -eu
here=${0%/*} storage=${2%/*}/storage owner=$5

ids=$(for file in "$storage"/*; do
  meta=$(sed -n 's/^log\.dirs=//p' "$file")/meta.properties
  [ ! -f "$meta" ] || sed -n 's/^cluster\.id=//p' "$meta"
done | sort -u)
if [ "$(echo "$ids" | wc -l)" -gt 1 ]; then
  echo "[ClusterIdsDiffer] volumes: must all belong to one cluster, and they bear the identities $(echo $ids); bring back the volumes that belong together, or take all away and begin anew: no server was touched" >&2
  exit 1
fi
# What it refuses comes first: of an ensemble of another size, those that are new have lost nothing.
mode=$1
shift
if [ "$mode" = look ]; then
  sh "$here/server-volumes.sh" look "$@"
else
  sh "$here/server-volumes.sh" look "$@" >/dev/null
fi
sh "$here/take-metadata.sh" look "$storage" "$owner"
[ "$mode" = look ] || exec sh "$here/server-volumes.sh" "$mode" "$@"
