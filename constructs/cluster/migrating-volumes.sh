#!/bin/sh
# Refuses a phase of the way to another metadata store that doesn't follow the one before, and what the script beside it refuses, whose
# arguments it takes and which lies there as standing-volumes.sh. `stages` beside it has a line for each place that the metadata may be
# at, with the refusal after a tab, or nothing where it may go on; the first one names what holds where nothing was written down.
# `new-servers` names the role of servers that begin with nothing, though others have data; `goes-back` that of servers whose volumes have to be of
# the former store's format again.
set -eu
here=${0%/*}
mode=$1 servers=$2 files=$3 configuration=$4 owner=$5 consent=$6 store=$7
tab=$(printf '\t')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

former=$(head -n 1 "$here/stages" | cut -f 1)
if [ -f "$configuration/.store" ]; then
  former=$(cat "$configuration/.store")
fi
known=$former
# Of a store that is not among them, the script beside it speaks.
sed 1d "$here/stages" | grep -q -e "^$former$tab" || known=$store
refusal=$(sed 1d "$here/stages" | grep -e "^$former$tab" | cut -f 2-)
if [ -n "$refusal" ]; then
  echo "$refusal" >&2
  exit 1
fi

# Servers that are new here have lost nothing. Whether they have begun, their log tells.
new=$(cat "$here/new-servers" 2>/dev/null || true)
begun=
if [ -n "$new" ]; then
  while IFS=$tab read -r role container file pattern folders; do
    [ "$role" = "$new" ] || continue
    for folder in $folders; do
      [ -z "$(find "${folder%%:*}/__cluster_metadata-0" -name '*.log' -size +0c 2>/dev/null | head -n 1)" ] ||
        begun="$begun${begun:+ }${folder##*/}"
    done
  done <"$servers"
fi
if [ -n "$begun" ] && [ "$former" != "$store" ]; then
  echo "[QuorumLeftOver] ${begun%% *}: must be empty before metadata come from another store: what an earlier attempt has left would be taken for the truth; take these volumes away ($begun): docker volume rm $begun: no server was touched" >&2
  exit 1
fi
ln -s "${servers%/*}/storage" "$work/storage"
if [ -n "$new" ] && [ -z "$begun" ]; then
  grep -v -e "^$new$tab" "$servers" >"$work/servers"
else
  cp "$servers" "$work/servers"
fi
sh "$here/standing-volumes.sh" "$mode" "$work/servers" "$files" "$configuration" "$owner" "$consent" "$known"
[ "$mode" = look ] && exit 0

# Kafka formats an empty volume of a member of the quorum in a later version than the former store's servers take. It differs in this one file, which is
# read at the server's start alone; that one still runs.
back=$(cat "$here/goes-back" 2>/dev/null || true)
while IFS=$tab read -r role container file pattern folders; do
  [ "$role" = "$back" ] || continue
  for folder in $folders; do
    meta=${folder%%:*}/meta.properties
    if grep -q '^version=1$' "$meta" 2>/dev/null; then
      sed -e 's/^version=1$/version=0/' -e 's/^node\.id=/broker.id=/' "$meta" >"$meta.new"
      chown "$owner" "$meta.new"
      mv -f "$meta.new" "$meta"
    fi
  done
done <"$servers"
echo "$store" >"$configuration/.store"
