#!/bin/sh
# Makes the class-data archive of Kafka 4, as archive.sh of Kafka 3 does: of a broker that is its own controller, over TLS,
# with a client of each kind, stopped cleanly.
#
# usage: archive.sh LIBRARIES ARCHIVE, in a container that reaches no network
set -eu

. ./throw-away.sh

# Heap and code cache as servers are started with them. The official image's own options are Kafka 4's default archive; this
# one takes its place.
run_java() {
  exec java -Xms256m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Dlog4j2.configurationFile="$work/log4j2.properties" "$@"
}

cat > "$work/log4j2.properties" <<END
appender.stdout.type=Console
appender.stdout.name=stdout
appender.stdout.layout.type=PatternLayout
appender.stdout.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=INFO
rootLogger.appenderRef.stdout.ref=stdout
END

# store PREFIX KIND PASSWORD: how a server or a client finds its keys (KIND store) or those that it trusts (KIND trust).
store() {
  name=keystore
  [ "$2" = store ] || name=truststore
  echo "$1.$name.location=$work/$2.p12
$1.$name.type=PKCS12
$1.$name.password=$3"
}

echo "password=$password" > "$work/secret.properties"
secret="\${file:$work/secret.properties:password}"
cat > "$work/server.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:9094
controller.listener.names=CONTROLLER
listeners=REPLICATION://127.0.0.1:9091,MTLS://127.0.0.1:9092,SCRAM://127.0.0.1:9093,CONTROLLER://127.0.0.1:9094
advertised.listeners=REPLICATION://localhost:9091,MTLS://localhost:9092,SCRAM://localhost:9093
listener.security.protocol.map=REPLICATION:SSL,MTLS:SSL,SCRAM:SASL_SSL,CONTROLLER:SSL
inter.broker.listener.name=REPLICATION
ssl.client.auth=required
ssl.principal.mapping.rules=RULE:^CN=([^,]+).*\$/\$1/,DEFAULT
listener.name.scram.ssl.client.auth=none
listener.name.scram.sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512
$(for bits in 256 512; do
  echo "listener.name.scram.scram-sha-$bits.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;"
done)
$(store ssl store "$secret")
ssl.key.password=$secret
$(store ssl trust "$secret")
config.providers=file
config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:localhost
log.dirs=$work/data
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
END

{
  echo security.protocol=SSL
  store ssl store "$password"
  store ssl trust "$password"
} > "$work/client.properties"

{
  echo security.protocol=SASL_SSL
  echo sasl.mechanism=SCRAM-SHA-512
  echo "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=archive password=$password;"
  store ssl trust "$password"
} > "$work/scram.properties"

(run_java -cp "$libraries/*" kafka.tools.StorageTool format --cluster-id=AAAAAAAAAAAAAAAAAAAAAA \
  --config "$work/server.properties") > "$work/format.log" 2>&1

run_java -XX:ArchiveClassesAtExit="$archive" -cp "$libraries/*" \
  kafka.Kafka "$work/server.properties" > "$work/broker.log" 2>&1 &
broker=$!
running=$broker
await 120 "$broker" "$work/broker.log" 'started (kafka.server.KafkaRaftServer)'

# What a client of each kind asks for, so that the classes that answer it are in the archive too.
tool() {
  class=$1
  shift
  (run_java -cp "$libraries/*" "org.apache.kafka.tools.$class" "$@") > "$work/tool.log" 2>&1
}
admin() {
  class=$1
  shift
  tool "$class" --bootstrap-server localhost:9092 --command-config "$work/client.properties" "$@"
}
admin ConfigCommand --alter --entity-type users --entity-name archive --add-config "SCRAM-SHA-512=[password=$password]"
admin TopicCommand --create --topic archive --partitions 1 --replication-factor 1
admin AclCommand --add --allow-principal User:archive --operation All \
  --topic archive --group archive --transactional-id archive
tool ProducerPerformance --bootstrap-server localhost:9093 --command-config "$work/scram.properties" \
  --topic archive --num-records 100 --record-size 100 --throughput -1 \
  --transactional-id archive --transaction-duration-ms 1000
tool consumer.ConsoleConsumer --bootstrap-server localhost:9093 --command-config "$work/scram.properties" \
  --topic archive --group archive --from-beginning --max-messages 100 --timeout-ms 30000

kill -TERM "$broker"
# A stop by signal ends with 143 even when it is clean: the archive's presence is what counts.
wait "$broker" || true
running=''
test -s "$archive"
