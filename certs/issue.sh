#!/bin/sh
# Issues the keystores and truststores of a plan with keytool, and only those that are missing or whose line has changed;
# makes the passwords of PLAIN users and services in the same way, or takes those that are provided.
#
#   issue.sh PLAN AUTHORITY STORES
#
# AUTHORITY keeps the authorities' keys; STORES/PLACE gets the files of an identity. Passwords are made here, are passed by
# file and never on a command line. Every result is written beside its place and renamed; `issued`, the line that an
# identity was issued from, comes last, so that what was interrupted is done again. With LOOK_ONLY set, nothing is written, and
# only what would be refused is told. RENEW names identities, parted by commas, that get another certificate all the same.
#
# KeytoolServer.class lies beside this script.
set -eu
umask 077
plan=$1 authority=$2 stores=$3
tab=$(printf '\t')
owner=${OWNER:-1000:1000}

# Stores are opened with passwords of 192 random bits, which nobody guesses: rounds would slow down nobody but servers and clients.
jvm='-XX:+IgnoreUnrecognizedVMOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m -Xshare:auto -Duser.language=en
  -Dkeystore.pkcs12.certPbeIterationCount=1 -Dkeystore.pkcs12.keyPbeIterationCount=1 -Dkeystore.pkcs12.macIterationCount=1'

# One JVM makes all calls of keytool: it costs as much to start as several of them. It reads from one pipe, and answers by another.
# An image that has no such JVM gets the same answers from a JVM for each call.
start_keytool() {
  [ -z "${serving:-}" ] || return 0
  serving=yes
  # An end of it is read from the answers.
  trap '' PIPE
  mkfifo "$scratch/calls" "$scratch/answers"
  {
    # shellcheck disable=SC2086
    java $jvm --add-exports java.base/sun.security.tools.keytool=ALL-UNNAMED -cp "$(dirname "$0")" \
      KeytoolServer "$scratch/serves" 2>"$scratch/java.log" || [ -e "$scratch/serves" ] || {
      echo "keytool gets a JVM for each call, as none serves them all: $(tail -n 1 "$scratch/java.log")" >&2
      serve_each
    }
  } <"$scratch/calls" >"$scratch/answers" &
  exec 3>"$scratch/calls" 4<"$scratch/answers"
}

serve_each() {
  options=
  for option in $jvm; do
    options="$options -J$option"
  done
  while IFS= read -r line; do
    (
      log=${line%%"$tab"*}
      # shellcheck disable=SC2086
      set -f -- $options
      IFS=$tab
      # shellcheck disable=SC2086
      exec keytool ${line#*"$tab"} "$@" </dev/null >"$log" 2>&1
    ) && echo 0 || echo 1
  done
}

# call LOG COMMAND...: asks for a call of keytool; `answered` awaits it.
call() {
  line=$1
  shift
  for argument in "$@"; do
    line=$line$tab$argument
  done
  printf '%s\n' "$line" >&3 || keytool_ended
}

keytool_ended() {
  echo "keytool ended before it had answered:" >&2
  cat "$scratch/java.log" >&2
  return 1
}

# answered LOG...: awaits calls in the order in which they were made, all of them, and tells of the first that has failed.
answered() {
  wrong=
  for log in "$@"; do
    read -r answer <&4 || keytool_ended
    [ "$answer" = 0 ] || wrong=${wrong:-$log}
  done
  [ -n "$wrong" ] || return 0
  echo "keytool failed:" >&2
  cat "$wrong" >&2
  return 1
}

# attempt COMMAND...: its first error ends it, and nothing else. The shell would go on in a condition.
attempt() {
  set +e
  (
    set -e
    "$@"
  )
  attempted=$?
  set -e
  return 0
}

# An authority's keystore under a password of its own, and the truststore of those who trust it.
keep_authority() {
  name=$1 work=$2
  mkdir -p "$authority/$name"
  for file in ca.p12 ca.pem password truststore.p12; do
    cp "$work/$file" "$authority/$name/.new" && mv "$authority/$name/.new" "$authority/$name/$file"
  done
  rm -rf "$work"
}

new_password() {
  head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

# Asks for an authority's key and its certificate, in $work.
ask_authority() {
  new_password >"$work/password"
  call "$work/key.log" -genkeypair -alias ca -keystore "$work/ca.p12" -storepass:file "$work/password" \
    -dname "$1" -keyalg EC -groupname secp256r1 -sigalg SHA256withECDSA -startdate -1H -validity "$2" \
    -ext bc:critical=ca:true,pathlen:0 -ext ku:critical=keyCertSign,cRLSign
  call "$work/certificate.log" -exportcert -rfc -alias ca -keystore "$work/ca.p12" -storepass:file "$work/password" \
    -file "$work/ca.pem"
}

make_authority() {
  name=$1 dname=$2 days=$3 version=$4
  work=$scratch/$name
  mkdir "$work"
  ask_authority "$dname" "$days"
  trust_authority
  answered "$work/key.log" "$work/certificate.log" "$work/trust.log"
  keep_authority "$name" "$work"
  [ "$version" = 1 ] || echo "$version -" >"$authority/$name/phase"
  echo "$dname" >"$authority/$name/issued"
  echo "made the authority $dname, valid for $days days"
}

trust_authority() {
  call "$work/trust.log" -importcert -noprompt -alias "$name-ca" -file "$work/ca.pem" \
    -keystore "$work/truststore.p12" -storetype PKCS12 -storepass:file "$authority/truststore.password"
}

# The version that an authority is at, and what the former one still does: `signs`, `trusted`, or `-` for nothing.
phase_of() {
  cat "$authority/$1/phase" 2>/dev/null || echo "1 -"
}

# keep_version FOLDER VERSION: what an authority signs by, and is known by, in a place of its own.
keep_version() {
  rm -rf "$versions/.new"
  mkdir -p "$versions/.new"
  for file in ca.p12 ca.pem password; do
    cp "$1/$file" "$versions/.new/"
  done
  mv "$versions/.new" "$versions/$2"
}

# Exchanges an authority's key, one phase at a time: another one is made and trusted, it signs, the former one goes. What there is of either lies
# by its version until then, and what everyone else reads is put together of it, the signer's certificate first. Cut off, that is done again.
# Until everyone has been issued a certificate of this phase, the ones before it are noted as unsettled: whoever was not is at one of those.
exchange_authority() {
  name=$1 dname=$2 days=$3 version=$4 former=$5
  versions=$authority/versions/$name
  case $former in
  signs) signer=$((version - 1)) trusted="$((version - 1)) $version" ;;
  trusted) signer=$version trusted="$version $((version - 1))" ;;
  *) signer=$version trusted=$version ;;
  esac
  if [ "$former" = signs ]; then
    [ -d "$versions/$signer" ] || keep_version "$authority/$name" "$signer"
    if [ ! -d "$versions/$version" ]; then
      work=$scratch/$name-$version
      mkdir "$work"
      ask_authority "$dname" "$days"
      answered "$work/key.log" "$work/certificate.log"
      keep_version "$work" "$version"
      echo "made the authority $dname, valid for $days days"
    fi
  fi
  echo "$version $former" >"$authority/$name/next"
  work=$scratch/$name
  mkdir "$work"
  cp "$versions/$signer/ca.p12" "$versions/$signer/password" "$work/"
  set --
  for each in $trusted; do
    cat "$versions/$each/ca.pem" >>"$work/ca.pem"
    call "$work/trust-$each.log" -importcert -noprompt -alias "$name-ca-$each" -file "$versions/$each/ca.pem" \
      -keystore "$work/truststore.p12" -storetype PKCS12 -storepass:file "$authority/truststore.password"
    set -- "$@" "$work/trust-$each.log"
  done
  answered "$@"
  phase_of "$name" >>"$authority/$name/unsettled"
  keep_authority "$name" "$work"
  mv "$authority/$name/next" "$authority/$name/phase"
  echo "the authority $name is signed by in its version $signer, and trusted in: $trusted"
}

# An authority that is provided: its keystore lies beside the plan, and is taken over under another password.
take_authority() {
  name=$1 dname=$2 provided=$3
  work=$scratch/$name
  mkdir "$work"
  source=${plan%/*}/authorities/$name
  cp "$source/ca.pem" "$work/ca.pem"
  new_password >"$work/password"
  call "$work/list.log" -list -v -keystore "$source/provided.p12" -storepass:file "$source/provided.password"
  answered "$work/list.log"
  alias=$(sed -n -e '/^Alias name: /{s///;h;}' -e '/^Entry type: PrivateKeyEntry/{x;p;q;}' "$work/list.log")
  call "$work/key.log" -importkeystore -noprompt -srckeystore "$source/provided.p12" \
    -srcstorepass:file "$source/provided.password" -srcalias "$alias" -destalias ca -destkeystore "$work/ca.p12" \
    -deststoretype PKCS12 -deststorepass:file "$work/password"
  trust_authority
  answered "$work/key.log" "$work/trust.log"
  keep_authority "$name" "$work"
  echo "$provided" >"$authority/$name/issued"
  echo "took the authority $dname"
}

# Servers that trust different keys can't talk to each other, so an authority keeps its key; a renewed certificate is another matter. Of one that is
# provided, volumes say "brought".
refuse_another_key() {
  name=$1 dname=$2 key=$3
  was=$(cat "$authority/$name/issued" 2>/dev/null) || return 0
  case $was in
  "brought $key "*) return 0 ;;
  brought\ *) was='another key' ;;
  *)
    [ -n "$key" ] || return 0
    was='a key that was made here'
    ;;
  esac
  echo "[AuthorityExchanged] authority $name: must keep its key for as long as the cluster stands, which has $was;" \
    "provide that one, or declare a cluster of another name and move to it: no server was touched" >&2
  return 1
}

# Everyone has been issued a certificate of the phase that its authority is at. Where the former key signs nothing and is trusted by nobody, it goes;
# its certificate stays, to know what it has signed by.
settle_authorities() {
  while IFS=$tab read -r kind name _; do
    [ "$kind" = authority ] || continue
    at=$(phase_of "$name")
    if [ "${at#* }" = - ] && [ -d "$authority/versions/$name" ]; then
      for folder in "$authority/versions/$name"/*; do
        version=${folder##*/}
        [ "$version" != "${at% *}" ] || continue
        kept=$authority/former/$name
        mkdir -p "$kept"
        cp "$folder/ca.pem" "$kept/.new"
        mv "$kept/.new" "$kept/$version.pem"
      done
      # In one move: what was cut off while it went would be taken for a version that is whole.
      rm -rf "${authority:?}/versions/$name.gone"
      mv "$authority/versions/$name" "$authority/versions/$name.gone"
    fi
    rm -rf "${authority:?}/versions/$name.gone"
    rm -f "$authority/$name/unsettled"
  done <"$plan"
}

# The phases that what was issued may be of: the one that an authority is at, and those before it that not everyone has left.
phases_of() {
  { cat "$authority/$1/unsettled" 2>/dev/null || :; phase_of "$1"; } | sort -u
}

# refuse_skipped_phase NAME VERSION FORMER DECLARED: whoever trusts, or shows, what others have left behind or do not know yet would be parted from
# them. Before a version that is declared, servers are looked at, whether they have taken up the one before.
refuse_skipped_phase() {
  apart= remedy='deploy what comes next of these'
  if [ -f "$authority/$1/issued" ]; then
    case $3 in
    signs) beside="$(($2 - 1)) -|$2 trusted" ;;
    trusted) beside="$2 signs" ;;
    *) beside="$2 trusted|$(($2 + 1)) signs" ;;
    esac
    # Back from where the former key was about to go.
    [ "$3" != trusted ] || [ ! -d "$authority/versions/$1/$(($2 - 1))" ] || beside="$beside|$2 -"
    words=
    IFS='
'
    for phase in $(phases_of "$1"); do
      words="$words${words:+ and }$(phase_words "$phase")"
      case "|$2 $3|$beside|" in *"|$phase|"*) ;; *) apart=yes ;; esac
    done
    unset IFS
    is="is at $words"
    [ "$words" = "$(phase_words "$(phase_of "$1")")" ] || {
      is="was left amid an exchange, between $words"
      remedy='deploy one of these two to its end'
    }
    [ -n "$4" ] || [ -n "$apart" ] || [ "$words" = "$(phase_words '1 -')" ] || {
      apart=yes
      remedy='declare its version (authorityVersions), deploy that, and take it away then'
    }
  elif [ "$3" != - ]; then
    apart=yes is='is yet to be made'
  fi
  [ -n "$apart" ] || return 0
  echo "[AuthorityPhaseSkipped] authority $1: must be exchanged one version at a time, with former: 'signs', then 'trusted', then without it," \
    "got $(phase_words "$2 $3"), and it $is; $remedy: no server was touched" >&2
  return 1
}

phase_words() {
  echo "version ${1% *}$([ "${1#* }" = - ] || echo ", former: '${1#* }'")"
}

# Whether all of an authority is there.
is_whole() {
  for file in "$1/issued" "$1/ca.p12" "$1/ca.pem" "$1/password" "$1/truststore.p12" truststore.password; do
    [ -s "$authority/$file" ] || return 1
  done
}

# What was issued while an authority signed it, or was trusted by it: files that hold its certificate too.
issued_with() {
  for file in "$stores"/*/issued "$stores"/*/*/issued; do
    [ -f "$file" ] || continue
    if sed -n 1p "$file" | cut -f 1,3,8 | tr , "$tab" | grep -q -E "^identity$tab(.*$tab)?$1($tab|\$)"; then
      echo "$file"
    fi
  done
}

# When a certificate of $days days ends that was issued then, in seconds: it is valid from an hour before.
end_of_issued() {
  echo $(($1 - 3600 + days * 86400))
}

# When the last certificate of a user ends, in seconds: as it was noted when it was issued, and as long as it would from when its store was written.
end_of() {
  name=$1 volume=$2
  last=$(cat "$authority/ends/$name" 2>/dev/null || echo 0)
  folder=$stores/$volume/$name
  days=$(sed -n 1p "$folder/issued" 2>/dev/null | grep "^identity$tab" | cut -f 7)
  if [ -n "$days" ] && [ -f "$folder/keystore.p12" ]; then
    end=$(end_of_issued "$(stat -c %Y "$folder/keystore.p12")")
    [ "$end" -le "$last" ] || last=$end
  fi
  echo "$last"
}

# Whoever kept the certificate of a former user is let in as who has that name now.
refuse_reused_names() {
  refused_name=
  now=$(date +%s)
  while IFS=$tab read -r name volume cluster allowed; do
    end=$(end_of "$name" "$volume")
    [ "$end" -gt "$now" ] || continue
    day=$(date -u -d "@$end" +%Y-%m-%d)
    if [ "$allowed" = allowed ]; then
      echo "user $name is named like a former certificate user, whose certificate is valid until $day"
      continue
    fi
    refused_name=yes
    echo "[UserNameReused] cluster $cluster/user $name: must not be named like a former certificate user whose certificate" \
      "has not ended: whoever kept it is let in as this user, got valid until $day; take another name, or await that day;" \
      "where nobody can have kept the certificate, let it through on the cluster: allow: ['UserNameReused']" >&2
  done <"$1"
  [ -z "$refused_name" ]
}

# What the line of an authority that was read leaves out: one that is made here, in its first version, and no former one.
complete_authority() {
  [ "$key" != - ] || key= certificate=
  declared=$version version=${version:-1} former=${former:--}
}

# Whether the text of a file is in another one.
is_in() {
  case "$(cat "$2")" in *"$(cat "$1")"*) ;; *) return 1 ;; esac
}

# Whether what was issued from the text of a file is of an authority, by one of its certificates: what nobody uses any more may be of a former one.
is_signed_by() {
  for each in "$certificate" "$authority/versions/$1"/*/ca.pem "$authority/former/$1"/*.pem; do
    [ ! -f "$each" ] || ! is_in "$each" "$2" || return 0
  done
  return 1
}

# Servers and users that stand trust the authority that they were issued with: without its key nothing can be issued that they
# would let in, and another one in its place would part them from each other at the next restart.
refuse_lost_authority() {
  name=$1 key=$2 lost=
  standing=$(issued_with "$name")
  [ -n "$standing" ] || return 0
  certificate=$authority/$name/ca.pem
  if ! is_whole "$name"; then
    if [ -n "$key" ]; then
      # One that is provided is taken again.
      certificate=${plan%/*}/authorities/$name/ca.pem
    else
      lost="its key is gone from the authorities' volume, or not whole there"
    fi
  elif [ -n "$key" ]; then
    return 0
  fi
  for file in $standing; do
    [ -z "$lost" ] || break
    is_signed_by "$name" "$file" || lost="what was issued is of another one than the authorities' volume has"
  done
  [ -n "$lost" ] || return 0
  echo "[AuthorityLost] authority $name: must stay for as long as there is what it has signed, and $lost" \
    "($(echo "$standing" | grep -c .) stores); bring the volume back from a copy, or begin anew without any of the" \
    "cluster's volumes: nothing was issued and no server was touched" >&2
  return 1
}

# What an identity was, or is to be, issued from: its line without its places, and the authorities it depends on. A line has
# a tenth field, its version, once it is issued anew.
specification() {
  printf '%s\t' "$kind" "$name" "$signer" "$dname" "$hosts" "$usages" "$days"
  printf '%s\n' "$trusts${version:+$tab$version}"
  cat "$authority"/*/ca.pem
}

# Asks for the key of the identity whose line was read, unless it has all that is wanted, or others of its servers have it.
ask_identity() {
  work=$scratch/identities/$name
  mkdir -p "$work/files"
  specification >"$work/wanted"
  missing= renewed=
  case ,${RENEW:-}, in *,"$name",*) renewed=yes ;; esac
  IFS=,
  for place in $places; do
    [ -z "$renewed" ] && cmp -s "$work/wanted" "$stores/$place/issued" || missing=$missing${missing:+,}$place
  done
  unset IFS
  if [ -z "$missing" ]; then
    rm -rf "$work"
    return 0
  fi
  echo "$missing" >"$work/missing"
  master=$authority/identities/$name
  shared=
  case $places in *,*) shared=yes ;; esac
  if [ -z "$renewed" ] && [ -n "$shared" ] && cmp -s "$work/wanted" "$master/issued"; then
    return 0
  fi
  # One that several share is one for all of them: its end is noted once.
  [ -z "$shared" ] || echo "$places" >"$work/missing"
  cp "$authority/$signer/ca.p12" "$work/signer.p12"
  # A server that runs reads its keystore again whenever it connects anew, with the password that it has read before. A place that is new has none.
  IFS=,
  for place in $places; do
    [ -s "$work/files/store.password" ] || cp "$stores/$place/store.password" "$work/files/store.password" 2>/dev/null || :
  done
  unset IFS
  [ -s "$work/files/store.password" ] || new_password >"$work/files/store.password"
  set -- -ext "eku=$usages" -ext ku:critical=digitalSignature
  [ "$hosts" = - ] || set -- "$@" -ext "san=$hosts"
  start_keytool
  call "$work/key.log" -genkeypair -alias "$name" -signer ca -keystore "$work/signer.p12" \
    -storepass:file "$authority/$signer/password" \
    -dname "$dname" -keyalg EC -groupname secp256r1 -startdate -1H -validity "$days" "$@"
  call "$work/store.log" -importkeystore -noprompt -srckeystore "$work/signer.p12" \
    -srcstorepass:file "$authority/$signer/password" -srcalias "$name" -destkeystore "$work/files/keystore.p12" \
    -deststoretype PKCS12 -deststorepass:file "$work/files/store.password"
  : >"$work/asked"
}

# Puts what was asked for where it is missing.
give_identity() {
  work=$scratch/identities/$name
  master=$authority/identities/$name
  if [ -e "$work/asked" ]; then
    answered "$work/key.log" "$work/store.log"
    case $signer,$places in
    clients,*/*)
      # The last end counts, also when what is issued anew ends sooner.
      end=$(end_of_issued "$(date +%s)")
      [ "$(cat "$authority/ends/$name" 2>/dev/null || echo 0)" -ge "$end" ] || echo "$end" >"$authority/ends/$name"
      ;;
    esac
    IFS=,
    for trusted in $trusts; do
      cp "$authority/$trusted/truststore.p12" "$work/files/$trusted-truststore.p12"
    done
    unset IFS
    # Both authorities' truststores share one password in an identity, so that one property names it.
    cp "$authority/truststore.password" "$authority/cluster/ca.pem" "$work/files/"
    printf 'keystore=%s\ntruststore=%s\n' "$(cat "$work/files/store.password")" "$(cat "$work/files/truststore.password")" \
      >"$work/files/store.properties"
    case $places in
    *,*)
      # Whatever cuts this off, the next run finds places that lack it: one that is issued anew is wanted by the same line as before.
      IFS=,
      for place in $places; do
        rm -f "$stores/$place/issued"
      done
      unset IFS
      put "$master"
      ;;
    esac
  else
    cp "$master"/* "$work/files/"
    rm "$work/files/issued"
  fi
  IFS=,
  for place in $(cat "$work/missing"); do
    put "$stores/$place" "$owner"
  done
  unset IFS
  # Of one that nobody shares any more there is no other copy, whose age would be taken for its own.
  case $places in *,*) ;; *) rm -rf "$master" ;; esac
  rm -rf "$work"
  echo "issued $name ($dname), valid for $days days"
}

# The password that is provided, and the same as Kafka reads it: a property, in which stands a string of a login module's options.
# There, `$` is written by its number, so that nothing in it looks like a reference to something else.
take_password() {
  LC_ALL=C head -n 1 "${plan%/*}/passwords/$1" | tr -d '\r\n' >"$work/files/password"
  [ -s "$work/files/password" ] && ! LC_ALL=C grep -q '[[:cntrl:]]' "$work/files/password" || {
    echo "[PasswordIllegal] user $1: passwordFile must hold one line without control characters;" \
      "choose another password, and synthesize again, which looks at it: no server was touched" >&2
    exit 1
  }
  printf 'password=%s\n' "$(LC_ALL=C sed -e 's/[\\"]/\\&/g' -e 's/\$/\\044/g' -e 's/\\/\\\\/g' "$work/files/password")" >"$work/files/password.properties"
}

# A password, one for all its places: a password that a place has, and the authority has not, is replaced.
make_password() {
  name=$1 version=$2 places=$3 provided=$4
  master=$authority/passwords/$name
  work=$scratch/passwords/$name
  mkdir -p "$work/files"
  printf 'password\t%s\t%s%s\n' "$name" "$version" "${provided:+$tab$provided}" >"$work/wanted"
  if cmp -s "$work/wanted" "$master/issued"; then
    cp "$master/password" "$master/password.properties" "$work/files/"
  elif [ -n "$provided" ]; then
    take_password "$name"
    put "$master"
    echo "took the password of $name, version $version"
  else
    new_password >"$work/files/password"
    printf 'password=%s\n' "$(cat "$work/files/password")" >"$work/files/password.properties"
    put "$master"
    echo "made the password of $name, version $version"
  fi
  IFS=,
  for place in $places; do
    cmp -s "$work/files/password" "$stores/$place/password" || put "$stores/$place" "$owner"
  done
  unset IFS
}

# put FOLDER [OWNER]: the files in $work, read-only, for its owner alone.
put() {
  mkdir -p "$1"
  rm -rf "$1/issued" "$1/.new"
  cp -R "$work/files" "$1/.new"
  chmod 0400 "$1/.new"/*
  [ -z "${2:-}" ] || chown "$2" "$1/.new"/*
  mv -f "$1/.new"/* "$1/"
  rmdir "$1/.new"
  cp "$work/wanted" "$1/.new" && mv -f "$1/.new" "$1/issued"
  if [ -n "${2:-}" ]; then
    chmod 0500 "$1"
    chown "$2" "$1" "$1/issued"
  fi
}

# The first certificate of a PEM file, in base64 on one line. Base64 may spell END.
first_certificate() {
  sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p' "$1" | sed '1d;/^-----END/,$d' | tr -d '\n'
}

# The keystore of the identity whose line was read: it lies there since a moment after it was issued.
keystore_of() {
  file=$authority/identities/$name/keystore.p12
  [ -f "$file" ] || file=$stores/${places%%,*}/keystore.p12
  echo "$file"
}

# Notes, for who looks, which version each authority is at, and which else it may go back to.
note_authorities() {
  while IFS=$tab read -r kind name _; do
    [ "$kind" = authority ] || continue
    at=$(phase_of "$name")
    { echo "$at"; phases_of "$name" | grep -vxF -e "$at" || :; } | sed -e "s/^/$name$tab/" -e "s/ /$tab/"
  done <"$plan" >"$authority/validity/.new"
  mv -f "$authority/validity/.new" "$authority/validity/authorities"
}

# Notes, for who renews certificates, when each was issued and when it ends, in seconds.
note_validity() {
  while IFS=$tab read -r kind name _ _ _ _ days _ places _; do
    [ "$kind" = identity ] || continue
    issued=$(stat -c %Y "$(keystore_of)")
    printf '%s\t%s\t%s\n' "$name" "$issued" "$(end_of_issued "$issued")"
  done <"$plan" >"$authority/validity/.new"
  mv -f "$authority/validity/.new" "$authority/validity/certificates"
}

# record VOLUME NAMES: writes down, for who watches when certificates end, those of the authorities, and when those of the
# named identities end.
record() {
  target=$stores/$1
  while IFS=$tab read -r kind name _ _ _ _ days _ places _; do
    case $kind in
    authority)
      printf '%s\t%s\t%s\n' "$kind" "$name" "$(first_certificate "$authority/$name/ca.pem")"
      ;;
    identity)
      case ,$2, in
      *,"$name",*) printf '%s\t%s\t%s\n' "$kind" "$name" "$(end_of_issued "$(stat -c %Y "$(keystore_of)")")" ;;
      esac
      ;;
    esac
  done <"$plan" >"$target/.new"
  chmod 0400 "$target/.new"
  chown "$owner" "$target/.new"
  mv -f "$target/.new" "$target/ends"
}

# What is provided stays in the authorities' volume alone, however this ends.
scratch=
trap 'rm -rf "${plan%/*}/authorities" "${plan%/*}/passwords" ${scratch:+"$scratch"}' EXIT
refused=
while IFS=$tab read -r kind name dname _ key certificate version former; do
  if [ "$kind" = authority ]; then
    complete_authority
    refuse_another_key "$name" "$dname" "$key" && refuse_lost_authority "$name" "$key" &&
      refuse_skipped_phase "$name" "$version" "$former" "$declared" || refused=yes
  fi
done <"$plan"
[ ! -f "${plan%/*}/names" ] || refuse_reused_names "${plan%/*}/names" || refused=yes
[ -z "$refused" ] || exit 1
[ -z "${LOOK_ONLY:-}" ] || exit 0
scratch=$(mktemp -d)
mkdir -p "$authority/identities" "$authority/passwords" "$authority/ends"
# Nothing stands on an authority that is not whole: it was cut off when it was made.
while IFS=$tab read -r kind name _; do
  [ "$kind" != authority ] || is_whole "$name" ||
    rm -rf "${authority:?}/$name" "${authority:?}/versions/$name" "${authority:?}/former/$name"
done <"$plan"
[ -s "$authority/truststore.password" ] || {
  new_password >"$authority/.new" && mv "$authority/.new" "$authority/truststore.password"
}

# Each by its own: one that failed to be renewed is still there as it was.
failed=
while IFS=$tab read -r kind name dname days key certificate version former; do
  [ "$kind" = authority ] || continue
  complete_authority
  provided=${key:+brought $key $certificate}
  if [ -z "$provided" ]; then
    if [ ! -f "$authority/$name/issued" ]; then
      start_keytool
      attempt make_authority "$name" "$dname" "$days" "$version"
    else
      [ "$(phase_of "$name")" != "$version $former" ] || [ -f "$authority/$name/next" ] || continue
      start_keytool
      attempt exchange_authority "$name" "$dname" "$days" "$version" "$former"
    fi
  else
    [ "$(cat "$authority/$name/issued" 2>/dev/null)" != "$provided" ] || continue
    start_keytool
    attempt take_authority "$name" "$dname" "$provided"
  fi
  [ "$attempted" -eq 0 ] || { echo "the authority $name could not be made or taken" >&2; failed=yes; }
done <"$plan"
[ -z "$failed" ] || exit 1
mkdir -p "$authority/validity"
note_authorities

# While one is put where it belongs, keytool makes the next.
while IFS=$tab read -r kind name signer dname hosts usages days trusts places version; do
  [ "$kind" != identity ] || ask_identity
done <"$plan"
while IFS=$tab read -r kind name version places provided; do
  [ "$kind" != password ] || make_password "$name" "$version" "$places" "$provided"
done <"$plan"
while IFS=$tab read -r kind name signer dname hosts usages days trusts places version; do
  if [ "$kind" = identity ] && [ -d "$scratch/identities/$name" ]; then
    attempt give_identity
    [ "$attempted" -eq 0 ] || failed=yes
  fi
done <"$plan"
[ -z "$failed" ] || exit 1
note_validity
settle_authorities
note_authorities
while IFS=$tab read -r kind volume names; do
  [ "$kind" != record ] || record "$volume" "$names"
done <"$plan"
