#!/bin/sh
# Refuses servers that don't fit the data that their volumes hold, before anything is written, and has the volumes ready for
# the others:
#
#   data-volumes.sh look|prepare SERVERS FILES CONFIGURATION OWNER CONSENT STORE
#
# SERVERS has a line for each server, with tabs between its role, its container, its configuration file in FILES, the pattern of
# the lines there that name its ensemble (`-` for a server that keeps data of its own), and its data folders, parted by blanks.
# After a folder stands what it holds before the first start: `FOLDER:PATH,PATH`, where a PATH that ends in / is a folder.
#
# A folder that was prepared has a file `.prepared`, with its ensemble's lines; CONFIGURATION/.servers names the servers that have
# had theirs. One that is named there, and whose folder has no such file, has lost its data. CONSENT is the beginning of a
# command that lets such a server start empty, for a day. STORE is what the metadata are kept in, CONFIGURATION/.store what they were kept in.
set -eu
umask 022
mode=$1 servers=$2 files=$3 configuration=$4 owner=$5 consent=$6 store=$7
tab=$(printf '\t')
known=$configuration/.servers
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/states"
: >"$work/ready"
refused=

refuse() {
  echo "$1" >&2
  refused=yes
}

# Whether a server has written anything there.
holds_data() {
  [ -n "$(find "$1" -type f -size +0c ! -name myid ! -name .prepared 2>/dev/null | head -n 1)" ]
}

# prepared, data (of a server that was made before folders were marked), partial, or empty.
state_of() {
  marked=0 filled=0 all=0
  for folder in $1; do
    all=$((all + 1))
    if [ -f "${folder%%:*}/.prepared" ]; then
      marked=$((marked + 1))
    elif holds_data "${folder%%:*}"; then
      filled=$((filled + 1))
    fi
  done
  case $((marked + filled)) in
  0) echo empty ;;
  "$all") if [ "$filled" -eq 0 ]; then echo prepared; else echo data; fi ;;
  *) echo partial ;;
  esac
}

has_data() {
  for folder in $1; do
    holds_data "${folder%%:*}" && return 0
  done
  return 1
}

# The newest configuration that was written for a server.
last_file() {
  ls -t "$configuration/$1"-????????????.* 2>/dev/null | head -n 1
}

is_known() {
  if [ -d "$known" ]; then
    [ -f "$known/$1" ]
  else
    [ -n "$(last_file "$1")" ]
  fi
}

# What names an ensemble, a line for each server, also where one line has them all; none for a server on its own.
ensemble_in() {
  [ "$2" = - ] || [ ! -f "$1" ] || grep -e "$2" "$1" | tr , '\n' | sort || true
}

# The ensemble that a server's data are of.
former_ensemble() {
  for folder in $3; do
    if [ -f "${folder%%:*}/.prepared" ]; then
      cat "${folder%%:*}/.prepared"
      return 0
    fi
  done
  ensemble_in "$(last_file "$1")" "$2"
}

size_of() {
  lines=$(grep -c . "$1" || true)
  [ "$lines" -gt 0 ] && echo "$lines" || echo 1
}

# Whether somebody has said so in the last day, who knew that each partition had another copy, or the others of an ensemble the metadata: what was left of that by a deployment that was
# cut off tells nothing about today.
may_start_empty() {
  [ -n "$(find "$configuration/.start-empty-$1" -mmin -1440 2>/dev/null)" ]
}

volumes_of() {
  names=
  for folder in $1; do
    folder=${folder%%:*}
    names="$names${names:+, }${folder##*/}"
  done
  echo "$names"
}

anyone=
while IFS=$tab read -r role container file pattern folders; do
  state=$(state_of "$folders")
  printf '%s\t%s\t%s\n' "$state" "$role" "$container" >>"$work/states"
  if has_data "$folders"; then
    anyone=yes
  fi
done <"$servers"

# What the metadata were kept in; before that was written down, there was one store.
former_store() {
  if [ -f "$configuration/.store" ]; then
    cat "$configuration/.store"
  elif [ -d "$known" ] || ls "$configuration"/*-????????????.properties >/dev/null 2>&1; then
    echo zookeeper
  else
    echo "$store"
  fi
}

former=$(former_store)
if [ -n "$anyone" ] && [ "$former" != "$store" ]; then
  refuse "[MetadataStoreChanged] metadata: must stay where they are for as long as the servers' data stand: they are in $former, and $store is declared, which knows nothing of its topics, users and rules; declare the former again, or a cluster of another name and move to it: no server was touched"
  exit 1
fi

# A member that has all of its ensemble's data, or was never started.
members_with_data() {
  grep -c -E "^(prepared|data)$tab$1$tab" "$work/states" || true
}

resized=
while IFS=$tab read -r role container file pattern folders; do
  state=$(grep -e "$tab$container\$" "$work/states" | cut -f 1)
  ensemble_in "$files/$file" "$pattern" >"$work/declared"
  readiness=first
  case $state in
  prepared | data)
    former_ensemble "$container" "$pattern" "$folders" >"$work/former"
    if ! cmp -s "$work/former" "$work/declared"; then
      case " $resized " in
      *" $role "*) ;;
      *)
        resized="$resized $role"
        refuse "[EnsembleResized] ensemble of $container: must keep its servers for as long as its data stand: those without data would outvote those that have them (it has $(size_of "$work/former"), $(size_of "$work/declared") are declared); declare what it has again, or a cluster of another name and move to it: no server was touched"
        ;;
      esac
    fi
    readiness=kept
    ;;
  partial)
    # A first preparation that was cut off.
    [ -z "$anyone" ] ||
      refuse "[DataVolumeLost] $container: must have all of its volumes or none of their data, and one of $(volumes_of "$folders") is empty; bring that one back, or remove the others too: no server was touched"
    ;;
  empty)
    if [ -z "$anyone" ]; then
      :
    elif [ "$pattern" = - ]; then
      if is_known "$container"; then
        readiness=empty
        may_start_empty "$container" ||
          refuse "[DataVolumeLost] $container: must find the records that it had, and its volume $(volumes_of "$folders") is empty: what has no other copy would be gone for good; bring the volume back, or, where every partition has another copy, let it start empty and copy them: $consent.start-empty-$container"
      fi
    else
      readiness=empty
      with=$(members_with_data "$role")
      size=$(size_of "$work/declared")
      case " $resized " in
      # Nothing is lost: the ensemble has not had it yet.
      *" $role "*) ;;
      *)
        if [ "$with" -gt $((size / 2)) ]; then
          echo "$container has lost its data, and takes them from the others"
        elif may_start_empty "$container"; then
          echo "$container comes from another host, and takes its data from the others"
        else
          refuse "[DataVolumeLost] $container: must find the data that it had, as no majority of its ensemble has them ($with of $size): topics, users and rules would be gone; bring the volumes back ($(volumes_of "$folders")), or take all volumes away and begin anew: no server was touched"
        fi
        ;;
      esac
    fi
    ;;
  esac
  printf '%s\t%s\n' "$readiness" "$container" >>"$work/ready"
done <"$servers"
[ -z "$refused" ] || exit 1
[ "$mode" = prepare ] || exit 0

mkdir -p "$known"
echo "$store" >"$configuration/.store"
while IFS=$tab read -r role container file pattern folders; do
  readiness=$(grep -e "$tab$container\$" "$work/ready" | cut -f 1)
  for each in $folders; do
    folder=${each%%:*}
    [ ! -f "$folder/.prepared" ] || continue
    if [ "$readiness" != kept ]; then
      case $each in *:*) initial=${each#*:} ;; *) initial= ;; esac
      for path in $(echo "$initial" | tr , ' '); do
        case $path in
        */) mkdir -p "$folder/$path" ;;
        # Only for who may begin with nothing.
        *) [ "$readiness" = empty ] || : >"$folder/$path" ;;
        esac
        chown "$owner" "$folder/${path%/}" 2>/dev/null || [ ! -e "$folder/${path%/}" ]
      done
    fi
    ensemble_in "$files/$file" "$pattern" >"$folder/.new"
    mv -f "$folder/.new" "$folder/.prepared"
  done
  : >"$known/$container"
  rm -f "$configuration/.start-empty-$container"
done <"$servers"
for each in "$known"/*; do
  grep -q -e "$tab${each##*/}$tab" "$servers" || rm -f "$each"
done
