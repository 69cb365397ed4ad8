#!/bin/sh
# Makes the server's class-data archive: starts a standalone ZooKeeper over TLS, has it serve a client, stops it cleanly
# and keeps the classes that it had loaded.
#
# usage: archive.sh LIBRARIES ARCHIVE, in a container that reaches no network
set -eu

libraries=$1
archive=$2
work=$(mktemp -d)
password=throw-away
server=''

finish() {
  status=$?
  if [ -n "$server" ]; then
    kill -KILL "$server" 2>/dev/null || true
  fi
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

# One certificate serves both sides, and is thrown away with the stores.
keytool -genkeypair -alias archive -keyalg EC -groupname secp256r1 -dname 'CN=localhost' \
  -ext 'SAN=dns:localhost,ip:127.0.0.1' -validity 2 -storetype PKCS12 -keystore "$work/store.p12" -storepass "$password"
keytool -exportcert -alias archive -keystore "$work/store.p12" -storepass "$password" -file "$work/certificate"
keytool -importcert -noprompt -alias archive -file "$work/certificate" -storetype PKCS12 -keystore "$work/trust.p12" \
  -storepass "$password"
printf '%s' "$password" > "$work/password"

cat > "$work/logback.xml" <<END
<configuration>
  <appender name="stdout" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d{ISO8601} [myid:%X{myid}] - %-5p [%t:%C{1}@%L] - %m%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="stdout" /></root>
</configuration>
END

cat > "$work/zoo.cfg" <<END
tickTime=2000
initLimit=10
syncLimit=5
dataDir=$work/data
dataLogDir=$work/log
secureClientPort=2182
secureClientPortAddress=127.0.0.1
serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory
authProvider.x509=org.apache.zookeeper.server.auth.X509AuthenticationProvider
ssl.clientAuth=need
enforce.auth.enabled=true
enforce.auth.schemes=x509
admin.enableServer=false
4lw.commands.whitelist=srvr
ssl.keyStore.location=$work/store.p12
ssl.keyStore.type=PKCS12
ssl.keyStore.passwordPath=$work/password
ssl.trustStore.location=$work/trust.p12
ssl.trustStore.type=PKCS12
ssl.trustStore.passwordPath=$work/password
END

java -Xms128m -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ArchiveClassesAtExit="$archive" \
  -Dlogback.configurationFile="$work/logback.xml" -cp "$libraries/*" \
  org.apache.zookeeper.server.quorum.QuorumPeerMain "$work/zoo.cfg" > "$work/server.log" 2>&1 &
server=$!
await 60 "$server" "$work/server.log" 'bound to port 2182'

printf 'create /archive x\nget /archive\nsetAcl /archive auth::crdwa\ndelete /archive\nquit\n' |
  java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlogback.configurationFile="$work/logback.xml" \
    -Dzookeeper.client.secure=true -Dzookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty \
    -Dzookeeper.ssl.keyStore.location="$work/store.p12" -Dzookeeper.ssl.keyStore.type=PKCS12 \
    -Dzookeeper.ssl.keyStore.passwordPath="$work/password" \
    -Dzookeeper.ssl.trustStore.location="$work/trust.p12" -Dzookeeper.ssl.trustStore.type=PKCS12 \
    -Dzookeeper.ssl.trustStore.passwordPath="$work/password" \
    -cp "$libraries/*" org.apache.zookeeper.ZooKeeperMain -server localhost:2182 > "$work/client.log" 2>&1

kill -TERM "$server"
# A stop by signal ends with 143 even when it is clean: the archive's presence is what counts.
wait "$server" || true
server=''
test -s "$archive"
