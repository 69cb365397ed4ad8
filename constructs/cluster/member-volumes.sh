#!/bin/sh
# Refuses volumes that a quorum whose members change can't begin or go on with, and what the script beside it refuses, whose arguments it
# takes and which lies there as standing-volumes.sh. Who votes stands in the metadata then, and not in the servers' files: a controller may
# be new while others have data, and one that has lost its data begins with nothing and no vote. CONFIGURATION/.dynamic says that
# the metadata have it: whoever had the quorum become so has written it.
set -eu
here=${0%/*}
mode=$1 servers=$2 files=$3 configuration=$4 owner=$5 consent=$6 store=$7
tab=$(printf '\t')
member='controller.quorum=dynamic'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/files"
: >"$work/controllers"

is_known() {
  [ -f "$configuration/.servers/$1" ]
}

# Also where a first preparation was cut off.
holds_data() {
  [ -f "$1/.prepared" ] || [ -f "$1/meta.properties" ] || [ -n "$(find "$1/__cluster_metadata-0" -type f -size +0c 2>/dev/null | head -n 1)" ]
}

declared=0 known=0 with=0 static=
while IFS=$tab read -r role container file pattern folders; do
  [ "$role" = controller ] || continue
  folder=${folders%%:*}
  declared=$((declared + 1))
  if is_known "$container"; then
    known=$((known + 1))
    ! holds_data "$folder" || with=$((with + 1))
  fi
  if grep -q '^controller\.quorum\.voters=' "$folder/.prepared" 2>/dev/null; then
    static=$folder/.prepared
  fi
  echo "$container $folder" >>"$work/controllers"
done <"$servers"

# Servers that are made in this very deployment find no voter in a file, nor in metadata that have none.
if [ -n "$static" ] && [ "$(grep -c . "$static")" -ne "$declared" ]; then
  echo "[EnsembleResized] metadata: must keep their controllers in the deployment by which the quorum becomes dynamic (it has $(grep -c . "$static"), $declared are declared); declare the number that it has, deploy, and change the number then: no server was touched" >&2
  exit 1
fi
if [ -n "$static" ] && [ ! -f "$configuration/.dynamic" ]; then
  echo "[QuorumNotDynamic] metadata: must say who votes before the servers' files say it no more; deploy by npm run deploy (cdktf-kafka deploy), which has kraft.version rise before it replaces a server, or leave quorum out: no server was touched" >&2
  exit 1
fi
lost=
while read -r container folder; do
  if is_known "$container" && ! holds_data "$folder"; then
    lost="$lost${lost:+ }$container"
  fi
done <"$work/controllers"
if [ -n "$lost" ] && [ "$with" -le $((known / 2)) ]; then
  echo "[DataVolumeLost] ${lost%% *}: must find the metadata that it had, as no majority of the controllers has them ($with of $known): topics, users and rules would be gone; bring the volumes back ($(echo "$lost" | sed 's/\( \|$\)/-data\1/g')), or take all volumes away and begin anew: no server was touched" >&2
  exit 1
fi

# A member's data are of whichever ensemble they were: it is not judged any more. One that is new has lost nothing.
while IFS=$tab read -r role container file pattern folders; do
  if [ "$role" = controller ]; then
    folder=${folders%%:*} pattern=.
    if [ -f "$folder/.prepared" ]; then
      cp "$folder/.prepared" "$work/files/$file"
    else
      echo "$member" >"$work/files/$file"
      is_known "$container" || [ "$known" -eq 0 ] || pattern=-
    fi
  fi
  printf '%s\t%s\t%s\t%s\t%s\n' "$role" "$container" "$file" "$pattern" "$folders" >>"$work/servers"
done <"$servers"
ln -s "${servers%/*}/storage" "$work/storage"
sh "$here/standing-volumes.sh" "$mode" "$work/servers" "$work/files" "$configuration" "$owner" "$consent" "$store"
[ "$mode" = prepare ] || exit 0

: >"$configuration/.dynamic"
while read -r container folder; do
  echo "$member" >"$folder/.new"
  mv -f "$folder/.new" "$folder/.prepared"
done <"$work/controllers"
