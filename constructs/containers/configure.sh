#!/bin/sh
# Copies configuration files and folders into their volume and prepares the data volumes:
#   configure.sh FILES TARGET OWNER
#
# FILES/configuration holds what is copied, FILES/folders has lines `FOLDER [MYID]`, one for each data volume. Where servers
# keep data there, FILES/data-volumes.sh refuses those that don't fit them, first of all. With LOOK_ONLY set, no more is done.
set -eu
umask 022
files=$1 target=$2 owner=$3
data_volumes() {
  [ ! -f "$files/data-volumes.sh" ] ||
    sh "$files/data-volumes.sh" "$1" "$files/servers" "$files/configuration" "$target" "$owner" "$(cat "$files/consent")" \
      "$(cat "$files/store")"
}
if [ -n "${LOOK_ONLY:-}" ]; then
  data_volumes look
  exit 0
fi
data_volumes prepare
for file in "$files"/configuration/*; do
  place=$target/${file##*/}
  # A folder that is there is the same: its name holds a digest of what is in it.
  [ -d "$place" ] && continue
  rm -rf "$target/.new"
  cp -R "$file" "$target/.new"
  chmod -R u=rX,go=rX "$target/.new"
  mv -f "$target/.new" "$place"
done
while read -r folder myid; do
  chown "$owner" "$folder"
  chmod 0700 "$folder"
  if [ -n "$myid" ]; then
    echo "$myid" >"$folder/myid"
    chown "$owner" "$folder/myid"
  fi
done <"$files/folders"
# After the folders are the servers' own, so that what is made there can be given to them.
[ ! -f "$files/format-storage.sh" ] || sh "$files/format-storage.sh" "$files/storage" "$owner"
