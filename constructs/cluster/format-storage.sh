#!/bin/sh
# Formats the volumes of Kafka's servers, each before its first start; one that is formatted stays as it is:
#
#   format-storage.sh STORAGE OWNER
#
# STORAGE has a file of properties for each volume, whose `log.dirs` is the volume's folder. All volumes of a cluster bear one
# identity: that of those that stand, or a new one. A controller that has lost its metadata is given those of another one first.
# A file `release` beside this script names the release whose features a new cluster uses, where that is an earlier one.
set -eu
umask 027
storage=$1 owner=$2
release=$(cat "${0%/*}/release" 2>/dev/null || true)
sh "${0%/*}/take-metadata.sh" take "$storage" "$owner"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

folder_of() {
  sed -n 's/^log\.dirs=//p' "$1"
}

# At most one: storage-volumes.sh has refused others.
id=$(for file in "$storage"/*; do
  meta=$(folder_of "$file")/meta.properties
  [ ! -f "$meta" ] || sed -n 's/^cluster\.id=//p' "$meta"
done | head -n 1)
# Kafka's own form: 16 bytes in the alphabet for URLs. A new one begins with no dash; one that stands may, from ZooKeeper's brokers.
if [ -z "$id" ]; then
  while [ -z "$id" ] || [ "${id#-}" != "$id" ]; do
    id=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c 1-22)
  done
fi

# It is made apart: what a controller has taken over must stay as it is, and beside that Kafka 4 would write what a new quorum begins
# with. meta.properties comes last: who has it was formatted. Also what a run has made that was cut off belongs to the server then: it
# could not read its own identity.
format() {
  # A server that knows no format has told its identity, and that is all.
  grep -q '^process\.roles=' "$1" || return 0
  folder=$(folder_of "$1") made=$(folder_of "$1")/.format
  rm -rf "$made" || return 1
  if [ ! -f "$folder/meta.properties" ]; then
    mkdir "$made" || return 1
    sed "s|^log\.dirs=.*|log.dirs=$made|" "$1" >"$work/${1##*/}.properties" || return 1
    java -Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -cp '/opt/kafka/libs/*' \
      kafka.tools.StorageTool format --ignore-formatted --cluster-id="$id" ${release:+"--release-version=$release"} --config "$work/${1##*/}.properties" || return 1
    chown -R "$owner" "$made" || return 1
    for each in "$made"/*; do
      [ "${each##*/}" = meta.properties ] || [ -e "$folder/${each##*/}" ] || mv "$each" "$folder/" || return 1
    done
    mv "$made/meta.properties" "$folder/" || return 1
    rm -rf "$made" || return 1
  fi
  # A server that runs makes and takes away files of its own meanwhile.
  for each in "$folder"/*; do
    [ ! -f "$each" ] || chown -h "$owner" "$each" 2>/dev/null || [ ! -e "$each" ] || chown -h "$owner" "$each" || return 1
  done
}

processes=
for file in "$storage"/*; do
  format "$file" >"$work/${file##*/}" 2>&1 &
  processes="$processes $!:${file##*/}"
done
for each in $processes; do
  wait "${each%%:*}" || {
    cat "$work/${each#*:}" >&2
    echo "[StorageNotFormatted] ${each#*:}: must take a format before its server's first start, see above why it did not; mend that and deploy again" >&2
    exit 1
  }
done
