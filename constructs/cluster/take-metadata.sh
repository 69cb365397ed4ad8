#!/bin/sh
# Gives controllers whose volumes are empty the metadata that others have, before their volumes are formatted:
#
#   take-metadata.sh look|take STORAGE OWNER
#
# A controller has a vote from its first start on. An empty one and one that lags could elect each other, and what they have not
# would be gone, though the rest had agreed upon it. So it begins with a copy of what the one has that has the most: of any majority,
# one has all that was ever agreed upon. STORAGE is what format-storage.sh reads. `look` only refuses.
set -eu
umask 027
mode=$1 storage=$2 owner=$3
metadata=__cluster_metadata-0
# What Kafka 4 formats the volume of a controller with, before it has agreed upon anything.
first=00000000000000000000-0000000000.checkpoint
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Kafka 4 has its tools elsewhere.
dump=org.apache.kafka.tools.DumpLogSegments
if [ -n "$(find /opt/kafka/libs -name 'kafka_*-3.*.jar' 2>/dev/null)" ]; then
  dump=kafka.tools.DumpLogSegments
fi

voters=0
: >"$work/lost"
: >"$work/sources"
for file in $(grep -l -x 'process\.roles=.*controller' "$storage"/*); do
  folder=$(sed -n 's/^log\.dirs=//p' "$file")
  voters=$((voters + 1))
  if [ -n "$(find "$folder/$metadata" \( -name '*.log' -o -name '*-*.checkpoint' ! -name "$first" \) -size +0c 2>/dev/null | head -n 1)" ]; then
    echo "$folder" >>"$work/sources"
  elif [ ! -f "$folder/meta.properties" ]; then
    echo "$folder" >>"$work/lost"
  fi
done
sources=$(wc -l <"$work/sources")
if [ ! -s "$work/lost" ] || [ "$sources" -eq 0 ]; then
  exit 0
fi

volumes_in() {
  sed 's|.*/||' "$1" | paste -s -d ' ' -
}

if [ "$sources" -le $((voters / 2)) ]; then
  empty=$(head -n 1 "$work/lost")
  empty=${empty##*/}
  echo "[DataVolumeLost] ${empty%-data}: must find the metadata that it had, as no majority of the controllers has them ($((sources + 0)) of $voters): topics, users and rules would be gone; bring the volumes back ($(volumes_in "$work/lost")), or take all volumes away and begin anew: no server was touched" >&2
  exit 1
fi
[ "$mode" = take ] || exit 0

unreadable() {
  cat "$work/complaint" >&2
  echo "[MetadataUnreadable] ${1##*/}: must hold metadata that can be read, since $(volumes_in "$work/lost") is empty and takes them over, see above why they can't; bring either volume back and deploy again: no server was touched" >&2
  exit 1
}

# The epoch and the offset of the last record that a controller has, in its log or in its newest snapshot, which is named by the
# offset after its last one.
end_of() {
  ls "$1" | sed -n 's/^0*\([0-9][0-9]*\)-0*\([0-9][0-9]*\)\.checkpoint$/\2 \1/p' |
    while read -r epoch next; do echo "$epoch $((next - 1))"; done >"$work/ends"
  # The newest segment may still be empty.
  for log in $(ls -r "$1"/*.log); do
    java -Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -cp '/opt/kafka/libs/*' \
      "$dump" --files "$log" >"$work/dump" 2>"$work/complaint" || return 1
    # A batch that is being written is none yet.
    sed -n 's/^baseOffset: .* lastOffset: \([0-9]*\) .* partitionLeaderEpoch: \([0-9]*\) .* isvalid: true$/\2 \1/p' "$work/dump" |
      tail -n 1 >"$work/end"
    cat "$work/end" >>"$work/ends"
    [ ! -s "$work/end" ] || break
  done
  [ -s "$work/ends" ] || return 1
  sort -n -k 1,1 -k 2,2 "$work/ends" | tail -n 1
}

while read -r folder; do
  end=$(end_of "$folder/$metadata") || unreadable "$folder"
  echo "$end $folder" >>"$work/ranking"
done <"$work/sources"
source=$(sort -n -k 1,1 -k 2,2 "$work/ranking" | tail -n 1 | cut -d ' ' -f 3)

# The log goes before the snapshots: one that is taken meanwhile covers what leaves the log. Its indexes are made anew, and a batch
# that was being written is cut off, when the controller starts.
copy() {
  rm -rf "$2/.copy" || return 1
  mkdir "$2/.copy" || return 1
  for kind in '*.log' leader-epoch-checkpoint partition.metadata quorum-state '*-*.checkpoint'; do
    find "$1/$metadata" -maxdepth 1 -name "$kind" | sort >"$work/files"
    while read -r file; do
      cp "$file" "$2/.copy/" 2>"$work/complaint" || return 1
    done <"$work/files"
  done
  chown -R "$owner" "$2/.copy" || return 1
  rm -rf "${2:?}/$metadata" || return 1
  mv "$2/.copy" "$2/$metadata"
}

while read -r folder; do
  # What has served its time may go between the look at it and the copy.
  copy "$source" "$folder" || copy "$source" "$folder" || unreadable "$source"
  echo "${folder##*/} takes the metadata of ${source##*/} over"
done <"$work/lost"
# It counts from now on.
sync
