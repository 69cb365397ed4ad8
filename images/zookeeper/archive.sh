#!/bin/sh
# Makes the server's class-data archive: starts a standalone ZooKeeper over TLS, has it serve a client, stops it cleanly
# and keeps the classes that it had loaded.
#
# usage: archive.sh LIBRARIES ARCHIVE, in a container that reaches no network
set -eu

. ./throw-away.sh

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
running=$server
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
running=''
test -s "$archive"
