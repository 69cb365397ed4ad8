#!/bin/sh
# Makes the broker's class-data archive: starts a real broker in ZooKeeper mode, everything over TLS, has it serve a
# client of each kind, stops it cleanly and keeps the classes that it had loaded. A broker then maps them at its start
# instead of reading, checking and linking thousands of classes.
#
# usage: archive.sh LIBRARIES ARCHIVE, in a container that reaches no network
set -eu

. ./throw-away.sh

# Heap and code cache follow the flags that servers are started with: an archive serves a JVM of the same pointer width.
run_java() {
  exec java -Xms256m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$@"
}

cat > "$work/log4j.properties" <<END
log4j.rootLogger=INFO, stdout
log4j.appender.stdout=org.apache.log4j.ConsoleAppender
log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
log4j.appender.stdout.layout.ConversionPattern=[%d] %p %m (%c)%n
END

cat > "$work/zoo.cfg" <<END
tickTime=2000
dataDir=$work/zookeeper
secureClientPort=2182
secureClientPortAddress=127.0.0.1
serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory
authProvider.x509=org.apache.zookeeper.server.auth.X509AuthenticationProvider
admin.enableServer=false
ssl.keyStore.location=$work/store.p12
ssl.keyStore.type=PKCS12
ssl.keyStore.password=$password
ssl.trustStore.location=$work/trust.p12
ssl.trustStore.type=PKCS12
ssl.trustStore.password=$password
END

cat > "$work/server.properties" <<END
broker.id=1
listeners=REPLICATION://127.0.0.1:9091,MTLS://127.0.0.1:9092,SCRAM://127.0.0.1:9093
advertised.listeners=REPLICATION://localhost:9091,MTLS://localhost:9092,SCRAM://localhost:9093
listener.security.protocol.map=REPLICATION:SSL,MTLS:SSL,SCRAM:SASL_SSL
inter.broker.listener.name=REPLICATION
ssl.client.auth=required
ssl.principal.mapping.rules=RULE:^CN=([^,]+).*\$/\$1/,DEFAULT
listener.name.scram.ssl.client.auth=none
listener.name.scram.sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512
listener.name.scram.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.scram.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.location=$work/store.p12
ssl.keystore.type=PKCS12
ssl.keystore.password=\${file:$work/secret.properties:password}
ssl.key.password=\${file:$work/secret.properties:password}
ssl.truststore.location=$work/trust.p12
ssl.truststore.type=PKCS12
ssl.truststore.password=\${file:$work/secret.properties:password}
config.providers=file
config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
authorizer.class.name=kafka.security.authorizer.AclAuthorizer
super.users=User:localhost
zookeeper.connect=localhost:2182
zookeeper.set.acl=true
zookeeper.ssl.client.enable=true
zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty
zookeeper.ssl.keystore.location=$work/store.p12
zookeeper.ssl.keystore.type=PKCS12
zookeeper.ssl.keystore.password=\${file:$work/secret.properties:password}
zookeeper.ssl.truststore.location=$work/trust.p12
zookeeper.ssl.truststore.type=PKCS12
zookeeper.ssl.truststore.password=\${file:$work/secret.properties:password}
log.dirs=$work/data
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
END
echo "password=$password" > "$work/secret.properties"

cat > "$work/client.properties" <<END
security.protocol=SSL
ssl.keystore.location=$work/store.p12
ssl.keystore.type=PKCS12
ssl.keystore.password=$password
ssl.truststore.location=$work/trust.p12
ssl.truststore.type=PKCS12
ssl.truststore.password=$password
END

cat > "$work/scram.properties" <<END
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
  username="archive" password="$password";
ssl.truststore.location=$work/trust.p12
ssl.truststore.type=PKCS12
ssl.truststore.password=$password
END

run_java -Dlog4j.configuration="file:$work/log4j.properties" -cp "$libraries/*" \
  org.apache.zookeeper.server.quorum.QuorumPeerMain "$work/zoo.cfg" > "$work/zookeeper.log" 2>&1 &
server=$!
running=$server
await 60 "$server" "$work/zookeeper.log" 'bound to port 2182'

run_java -XX:ArchiveClassesAtExit="$archive" -Dlog4j.configuration="file:$work/log4j.properties" -cp "$libraries/*" \
  kafka.Kafka "$work/server.properties" > "$work/broker.log" 2>&1 &
broker=$!
running="$server $broker"
await 120 "$broker" "$work/broker.log" 'started (kafka.server.KafkaServer)'

# What a client of each kind asks for, so that the classes that answer it are in the archive too.
tool() {
  (run_java -Dlog4j.configuration="file:$work/log4j.properties" -cp "$libraries/*" "$@") > "$work/tool.log" 2>&1
}
admin="--bootstrap-server localhost:9092 --command-config $work/client.properties"
# shellcheck disable=SC2086
tool kafka.admin.ConfigCommand $admin --alter \
  --entity-type users --entity-name archive --add-config "SCRAM-SHA-512=[password=$password]"
# shellcheck disable=SC2086
tool org.apache.kafka.tools.TopicCommand $admin --create \
  --topic archive --partitions 1 --replication-factor 1
# shellcheck disable=SC2086
tool kafka.admin.AclCommand $admin --add \
  --allow-principal User:archive --operation All --topic archive --group archive --transactional-id archive
tool org.apache.kafka.tools.ProducerPerformance --topic archive --num-records 100 --record-size 100 --throughput -1 \
  --transactional-id archive --transaction-duration-ms 1000 --producer.config "$work/scram.properties" \
  --producer-props bootstrap.servers=localhost:9093
tool org.apache.kafka.tools.consumer.ConsoleConsumer --bootstrap-server localhost:9093 \
  --consumer.config "$work/scram.properties" --topic archive --group archive --from-beginning --max-messages 100 \
  --timeout-ms 30000

kill -TERM "$broker"
# A stop by signal ends with 143 even when it is clean: the archive's presence is what counts.
wait "$broker" || true
running=$server
test -s "$archive"
