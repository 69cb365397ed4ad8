#!/bin/sh
# Copies configuration files into their volume and prepares the data volumes:
#   configure.sh FILES TARGET OWNER   with lines `FOLDER [MYID]` on standard input, from FILES/folders
set -eu
umask 022
files=$1 target=$2 owner=$3
for file in "$files"/configuration/*; do
  cp "$file" "$target/.new"
  chmod 0444 "$target/.new"
  mv -f "$target/.new" "$target/${file##*/}"
done
while read -r folder myid; do
  chown "$owner" "$folder"
  chmod 0700 "$folder"
  if [ -n "$myid" ]; then
    echo "$myid" >"$folder/myid"
    chown "$owner" "$folder/myid"
  fi
done <"$files/folders"
