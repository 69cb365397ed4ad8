#!/bin/sh
# Puts the keytabs of a cluster's principals where they are used, and only those that are missing or have changed.
#
#   keytabs.sh make REALM PRINCIPALS STORES            makes realm, principals and keys, in the database in DATA
#   keytabs.sh take REALM PRINCIPALS STORES KEYTABS    takes keys of an existing realm from KEYTABS, once its KDC has
#                                                      answered to them
#
# PRINCIPALS has lines `service|user PRINCIPAL VERSION PLACES SOURCE`. Keys are made here and pass by file alone. Every
# file is written beside its place and renamed. With LOOK_ONLY set, nothing is written, and only what volumes tell is refused.
set -eu
umask 077
mode=$1 realm=$2 principals=$3 stores=$4
tab=$(printf '\t')
owner=${OWNER:-1000:1000}
data=${DATA:-/var/lib/krb5kdc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

quietly() {
  "$@" >"$work/log" 2>&1 || {
    echo "$1 failed:" >&2
    cat "$work/log" >&2
    exit 1
  }
}

# Whoever has a keytab of a realm is let in by nobody else: a new realm of the same name has other keys.
refuse_lost_realm() {
  [ -f "$data/made" ] && [ -s "$data/principal" ] && [ -s "$data/stash" ] && return 0
  [ -n "$(find "$stores" -name keytab 2>/dev/null | head -n 1)" ] || return 0
  echo "[RealmLost] realm $realm: must stay for as long as there are keytabs of it, and its database is gone, or not whole;" \
    "bring the realm's volume back from a copy, or begin anew without any of the cluster's volumes: no key was touched" >&2
  exit 1
}

refuse_another_realm() {
  if [ -f "$data/made" ]; then
    was=$(cat "$data/made")
    [ "${was:-$realm}" = "$realm" ] && return 0
    echo "[RealmExchanged] realm $realm: must keep its name for as long as its keys stand, which are of $was;" \
      "name it $was again, or declare a cluster of another name and move to it: no key was touched" >&2
    exit 1
  fi
}

# The master password is needed never again: its key is in the stash file.
make_realm() {
  [ ! -f "$data/made" ] || return 0
  rm -f "$data"/principal* "$data/stash"
  head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$work/master"
  { cat "$work/master"; echo; cat "$work/master"; echo; } >"$work/twice"
  quietly kdb5_util -r "$realm" create -s <"$work/twice"
  mkdir -p "$data/keytabs"
  echo "$realm" >"$data/made"
  echo "made the realm $realm"
}

# No user's name holds a ~, so that each principal has a folder of its own.
folder_of() { echo "$data/keytabs/$(echo "$1" | tr / '~')"; }

# Brokers that are advertised at one host share its principal.
places_of() {
  while IFS=$tab read -r _ other _ folders _; do
    [ "$other" != "$1" ] || echo "$folders" | tr , ' '
  done <"$principals"
}

on_copy() {
  quietly kadmin.local -r "$realm" -d "$work/copy/principal" "$@"
}

# Another key of a service, beside the one before it, for tickets that are out; older ones go, unless it was cut off before: then tickets may be
# given by any of them. It is made in a copy of the database, so that brokers have it before the first ticket is given by it. They read their keytabs
# whenever a client comes.
add_key() {
  principal=$1 cut=$2
  rm -rf "$work/copy"
  mkdir "$work/copy"
  quietly kdb5_util -r "$realm" dump "$work/whole"
  quietly kdb5_util -r "$realm" -d "$work/copy/principal" load "$work/whole"
  [ -n "$cut" ] || on_copy purgekeys "$principal"
  on_copy cpw -randkey -keepold "$principal"
  on_copy ktadd -norandkey -k "$work/keytab" "$principal"
  for place in $(places_of "$principal"); do
    put "$work/keytab" "$place"
  done
  quietly kdb5_util -r "$realm" -d "$work/copy/principal" dump "$work/one" "$principal"
  quietly kdb5_util -r "$realm" load -update "$work/one"
}

# The key of a principal, as a keytab in the database's folder. What is wanted is noted until all of it is there: the database may have a key by then
# that nobody else has, whatever version is asked for next.
make_key() {
  kind=$1 principal=$2 version=$3 cut=
  made=$(folder_of "$principal")
  [ ! -f "$made/wanted" ] || cut=yes
  [ -z "$cut" ] && [ "$(cat "$made/version" 2>/dev/null)" = "$version" ] && return 0
  rm -f "$work/keytab"
  mkdir -p "$made"
  echo "$principal" >"$made/principal"
  echo "$version" >"$made/wanted"
  if ! kadmin.local -r "$realm" getprinc "$principal" >/dev/null 2>&1; then
    quietly kadmin.local -r "$realm" addprinc -randkey "$principal"
  elif [ "$kind" = user ]; then
    quietly kadmin.local -r "$realm" cpw -randkey "$principal"
  else
    add_key "$principal" "$cut"
  fi
  [ -s "$work/keytab" ] || quietly kadmin.local -r "$realm" ktadd -norandkey -k "$work/keytab" "$principal"
  mv "$work/keytab" "$made/keytab"
  echo "$version" >"$made/version"
  rm "$made/wanted"
  echo "made the key of $principal, version $version"
}

# Who is no longer declared gets no more tickets.
forget_others() {
  for made in "$data"/keytabs/*; do
    [ -d "$made" ] || continue
    # One that was cut off before it was noted has no key yet.
    principal=$(cat "$made/principal" 2>/dev/null || :)
    cut -f 2 "$principals" | grep -qxF "$principal" && continue
    kadmin.local -r "$realm" delprinc -force "$principal" >/dev/null 2>&1 || true
    rm -rf "$made"
    echo "took away $principal"
  done
}

# A keytab that holds the principal's key, and a KDC that knows it: or nothing is taken at all.
check_key() {
  principal=$1 file=$2
  klist -k "$file" 2>/dev/null | sed 's/^ *[0-9]* *//' | grep -qxF "$principal" || {
    echo "[KeytabWithoutKey] ${file##*/}: must be a keytab with a key of $principal;" \
      "make it with kadmin's ktadd (or ktpass) and put it into the volume" >&2
    return 1
  }
  if ! kinit -k -t "$file" -c "$work/cache" "$principal" >"$work/log" 2>&1; then
    # A service that may not ask for tickets itself, as in Active Directory, shows that the realm answers.
    if grep -qiE 'not found in Kerberos database|locked|CLIENT_NOT_FOUND' "$work/log"; then
      return 0
    fi
    if grep -qiE 'contact any KDC|resolve' "$work/log"; then
      echo "[RealmSilent] realm $realm: its KDC must answer ($(cat "$work/log"));" \
        "start it, or correct kdcs, and apply again: no broker was touched" >&2
    else
      echo "[KeyRefused] ${file##*/}: the realm must take its key of $principal ($(cat "$work/log"));" \
        "export it again, and apply again: no broker was touched" >&2
    fi
    return 1
  fi
}

# put KEYTAB PLACE
put() {
  folder=$stores/$2
  cmp -s "$1" "$folder/keytab" && return 0
  mkdir -p "$folder"
  cp "$1" "$folder/.new"
  chmod 0400 "$folder/.new"
  chown "$owner" "$folder/.new" "$folder"
  mv -f "$folder/.new" "$folder/keytab"
  chmod 0500 "$folder"
  echo "put a keytab into $2"
}

each() {
  while IFS=$tab read -r kind principal version places source; do
    "$@"
  done <"$principals"
}

make_one() { make_key "$kind" "$principal" "$version"; }
put_made() { for place in $(echo "$places" | tr , ' '); do put "$(folder_of "$principal")/keytab" "$place"; done; }
check_one() { check_key "$principal" "$keytabs/$source" || failed=yes; }
put_taken() { for place in $(echo "$places" | tr , ' '); do put "$keytabs/$source" "$place"; done; }

case $mode in
make)
  refuse_another_realm
  refuse_lost_realm
  [ -z "${LOOK_ONLY:-}" ] || exit 0
  make_realm
  each make_one
  forget_others
  # The KDC runs as the servers' user.
  chown -R "$owner" "$data"
  each put_made
  ;;
take)
  # The realm is asked, over a network that a look has not.
  [ -z "${LOOK_ONLY:-}" ] || exit 0
  keytabs=$5 failed=
  each check_one
  [ -z "$failed" ] || exit 1
  each put_taken
  ;;
*)
  echo "unknown mode $mode" >&2
  exit 2
  ;;
esac
