#!/bin/sh
# Starts one of Kafka's programs. Called by the name of a command below (each is a link to this file) it starts that
# command; called by its own name, the class that is its first argument.
#
# KAFKA_HEAP_OPTS, KAFKA_OPTS, KAFKA_LOG4J_OPTS and KAFKA_JVM_PERFORMANCE_OPTS mean what they mean in Kafka's own
# scripts. A program starts in two thirds of the time on the broker's class-data archive; where that does not fit, the
# JVM goes on without, and says nothing.

command=${0##*/}
case $command in
  kafka-acls.sh) set -- kafka.admin.AclCommand "$@" ;;
  kafka-broker-api-versions.sh) set -- kafka.admin.BrokerApiVersionsCommand "$@" ;;
  kafka-cluster.sh) set -- org.apache.kafka.tools.ClusterTool "$@" ;;
  kafka-configs.sh) set -- kafka.admin.ConfigCommand "$@" ;;
  kafka-console-consumer.sh) set -- org.apache.kafka.tools.consumer.ConsoleConsumer "$@" ;;
  kafka-console-producer.sh) set -- kafka.tools.ConsoleProducer "$@" ;;
  kafka-consumer-groups.sh) set -- org.apache.kafka.tools.consumer.group.ConsumerGroupCommand "$@" ;;
  kafka-consumer-perf-test.sh) set -- org.apache.kafka.tools.ConsumerPerformance "$@" ;;
  kafka-delete-records.sh) set -- org.apache.kafka.tools.DeleteRecordsCommand "$@" ;;
  kafka-dump-log.sh) set -- kafka.tools.DumpLogSegments "$@" ;;
  kafka-e2e-latency.sh) set -- org.apache.kafka.tools.EndToEndLatency "$@" ;;
  kafka-get-offsets.sh) set -- org.apache.kafka.tools.GetOffsetShell "$@" ;;
  kafka-leader-election.sh) set -- org.apache.kafka.tools.LeaderElectionCommand "$@" ;;
  kafka-log-dirs.sh) set -- org.apache.kafka.tools.LogDirsCommand "$@" ;;
  kafka-producer-perf-test.sh) set -- org.apache.kafka.tools.ProducerPerformance "$@" ;;
  kafka-reassign-partitions.sh) set -- org.apache.kafka.tools.reassign.ReassignPartitionsCommand "$@" ;;
  kafka-server-start.sh) set -- kafka.Kafka "$@" ;;
  kafka-topics.sh) set -- org.apache.kafka.tools.TopicCommand "$@" ;;
  kafka-transactions.sh) set -- org.apache.kafka.tools.TransactionsCommand "$@" ;;
  kafka-verifiable-consumer.sh) set -- org.apache.kafka.tools.VerifiableConsumer "$@" ;;
  kafka-verifiable-producer.sh) set -- org.apache.kafka.tools.VerifiableProducer "$@" ;;
  zookeeper-security-migration.sh) set -- kafka.admin.ZkSecurityMigrator "$@" ;;
  zookeeper-shell.sh) set -- org.apache.zookeeper.ZooKeeperMainWithTlsSupportForKafka "$@" ;;
  kafka-run-class.sh) ;;
  *)
    echo "$command: no such command of Kafka" >&2
    exit 64
    ;;
esac

if [ $# -eq 0 ]; then
  echo "usage: kafka-run-class.sh CLASS [ARGUMENT...]" >&2
  exit 64
fi

home=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)

performance="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
performance="$performance -XX:SharedArchiveFile=$home/broker.jsa -Xlog:disable -Xlog:all=error:stderr"

# The variables hold several options each, parted by blanks: they are left unquoted for that.
# shellcheck disable=SC2086
exec java ${KAFKA_HEAP_OPTS:--Xmx256M} ${KAFKA_JVM_PERFORMANCE_OPTS:-$performance} \
  ${KAFKA_LOG4J_OPTS:--Dlog4j.configuration=file:$home/config/tools-log4j.properties} \
  -Djava.awt.headless=true $KAFKA_OPTS -cp "$home/libs/*" "$@"
