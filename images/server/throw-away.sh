#!/bin/sh
# The beginning of either archive.sh, which reads it with its own arguments: a folder, a certificate and a way to wait for
# servers that live as long as the image is being built.
set -eu

# shellcheck disable=SC2034 # the script that reads this uses it
libraries=$1
archive=$2
work=$(mktemp -d)
password=throw-away
# Processes that end with the script, whichever way it ends.
running=''

finish() {
  status=$?
  for process in $running; do
    kill -KILL "$process" 2>/dev/null || true
  done
  if [ "$status" -ne 0 ]; then
    tail -n 30 "$work"/*.log >&2 2>/dev/null || true
    rm -f "$archive"
  fi
  rm -rf "$work"
}
trap finish EXIT

# await SECONDS PROCESS FILE PATTERN: until the process has written the line, and no longer than it lives.
await() {
  left=$(($1 * 5))
  until grep -q -- "$4" "$3" 2>/dev/null; do
    left=$((left - 1))
    if [ "$left" -le 0 ] || ! kill -0 "$2" 2>/dev/null; then
      echo "archive: no line '$4' in ${3##*/}" >&2
      return 1
    fi
    sleep 0.2
  done
}

# One certificate serves all: every party is this container, and it is thrown away with the stores.
keytool -genkeypair -alias archive -keyalg EC -groupname secp256r1 -dname 'CN=localhost' \
  -ext 'SAN=dns:localhost,ip:127.0.0.1' -validity 2 -storetype PKCS12 -keystore "$work/store.p12" -storepass "$password"
keytool -exportcert -alias archive -keystore "$work/store.p12" -storepass "$password" -file "$work/certificate"
keytool -importcert -noprompt -alias archive -file "$work/certificate" -storetype PKCS12 -keystore "$work/trust.p12" \
  -storepass "$password"
