#!/bin/sh
# Starts one of Kafka 4's programs. Called by the name of a command below (each is a link to this file) it starts that
# command; called by its own name, the class that is its first argument.
#
# The variables mean what they mean in Kafka's own scripts, and as in the image of Kafka 3; KAFKA_LOG4J_OPTS is for Log4j 2.

command=${0##*/}
tools=org.apache.kafka.tools
case $command in
  kafka-acls.sh) set -- $tools.AclCommand "$@" ;;
  kafka-broker-api-versions.sh) set -- $tools.BrokerApiVersionsCommand "$@" ;;
  kafka-cluster.sh) set -- $tools.ClusterTool "$@" ;;
  kafka-configs.sh) set -- $tools.ConfigCommand "$@" ;;
  kafka-console-consumer.sh) set -- $tools.consumer.ConsoleConsumer "$@" ;;
  kafka-console-producer.sh) set -- $tools.ConsoleProducer "$@" ;;
  kafka-consumer-groups.sh) set -- $tools.consumer.group.ConsumerGroupCommand "$@" ;;
  kafka-consumer-perf-test.sh) set -- $tools.ConsumerPerformance "$@" ;;
  kafka-delete-records.sh) set -- $tools.DeleteRecordsCommand "$@" ;;
  kafka-dump-log.sh) set -- $tools.DumpLogSegments "$@" ;;
  kafka-e2e-latency.sh) set -- $tools.EndToEndLatency "$@" ;;
  kafka-features.sh) set -- $tools.FeatureCommand "$@" ;;
  kafka-get-offsets.sh) set -- $tools.GetOffsetShell "$@" ;;
  kafka-groups.sh) set -- $tools.GroupsCommand "$@" ;;
  kafka-leader-election.sh) set -- $tools.LeaderElectionCommand "$@" ;;
  kafka-log-dirs.sh) set -- $tools.LogDirsCommand "$@" ;;
  kafka-metadata-quorum.sh) set -- $tools.MetadataQuorumCommand "$@" ;;
  kafka-producer-perf-test.sh) set -- $tools.ProducerPerformance "$@" ;;
  kafka-reassign-partitions.sh) set -- $tools.reassign.ReassignPartitionsCommand "$@" ;;
  kafka-server-start.sh) set -- kafka.Kafka "$@" ;;
  kafka-topics.sh) set -- $tools.TopicCommand "$@" ;;
  kafka-transactions.sh) set -- $tools.TransactionsCommand "$@" ;;
  kafka-verifiable-consumer.sh) set -- $tools.VerifiableConsumer "$@" ;;
  kafka-verifiable-producer.sh) set -- $tools.VerifiableProducer "$@" ;;
  kafka-run-class.sh) ;;
  *)
    echo "$command: no such command of Kafka 4" >&2
    exit 64
    ;;
esac

if [ $# -eq 0 ]; then
  echo "usage: kafka-run-class.sh CLASS [ARGUMENT...]" >&2
  exit 64
fi

home=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)

archived="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:SharedArchiveFile=$home/broker.jsa -Xlog:disable -Xlog:all=error:stderr"

# The variables hold several options each, parted by blanks: they are left unquoted for that.
# shellcheck disable=SC2086
exec java ${KAFKA_HEAP_OPTS:--Xmx256M} ${KAFKA_JVM_PERFORMANCE_OPTS:-$archived} \
  ${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=$home/config/tools-log4j2.yaml} \
  -Djava.awt.headless=true $KAFKA_OPTS -cp "$home/libs/*" "$@"
