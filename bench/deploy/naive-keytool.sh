#!/bin/sh
# One keytool call after another, as handbooks have it: a key pair, a request, a signature, two imports and a truststore for
# each identity of a plan. What the keytool step is measured against.
#   naive-keytool.sh PLAN TARGET
set -eu
plan=$1 target=$2
tab=$(printf '\t')
password=bench-only
keytool_quietly() {
  keytool "$@" -storepass "$password" >/dev/null 2>&1
}
mkdir -p "$target"
grep "^authority$tab" "$plan" | while IFS=$tab read -r _ name dname days; do
  keytool_quietly -genkeypair -alias ca -keystore "$target/$name.p12" -dname "$dname" -keyalg EC -groupname secp256r1 \
    -validity "$days" -ext bc:critical=ca:true
  keytool_quietly -exportcert -rfc -alias ca -keystore "$target/$name.p12" -file "$target/$name.pem"
done
grep "^identity$tab" "$plan" | while IFS=$tab read -r _ name signer dname _ _ days trusts _; do
  store=$target/$name.p12
  keytool_quietly -genkeypair -alias "$name" -keystore "$store" -dname "$dname" -keyalg EC -groupname secp256r1 -validity "$days"
  keytool_quietly -certreq -alias "$name" -keystore "$store" -file "$target/$name.csr"
  keytool_quietly -gencert -rfc -alias ca -keystore "$target/$signer.p12" -infile "$target/$name.csr" \
    -outfile "$target/$name.pem" -validity "$days"
  keytool_quietly -importcert -noprompt -alias ca -keystore "$store" -file "$target/$signer.pem"
  keytool_quietly -importcert -noprompt -alias "$name" -keystore "$store" -file "$target/$name.pem"
  IFS=,
  for trusted in $trusts; do
    keytool_quietly -importcert -noprompt -alias "$trusted" -keystore "$target/$name-trust.p12" -file "$target/$trusted.pem"
  done
done
