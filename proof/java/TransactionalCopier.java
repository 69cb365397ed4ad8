import java.io.FileInputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Copies a topic into another one, partition by partition, with the copies and the offsets of what was copied in one transaction. Kafka's
 * own TransactionalMessageCopier does so too, but takes no client configuration, so that it can log in nowhere.
 *
 * <p>Arguments: properties file for consumer and producer, input topic, output topic, every how many transactions one is aborted on purpose
 * (0 for never), and for how many milliseconds each is held open. What an aborted transaction wrote begins with "aborted-".
 */
public final class TransactionalCopier {
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private TransactionalCopier() {}

  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    try (FileInputStream file = new FileInputStream(args[0])) {
      properties.load(file);
    }
    String input = args[1];
    String output = args[2];
    int abortEvery = Integer.parseInt(args[3]);
    long heldMs = Long.parseLong(args[4]);
    KafkaProducer<String, String> producer = new KafkaProducer<>(properties);
    KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties);
    List<TopicPartition> partitions =
        consumer.partitionsFor(input, ANSWER).stream()
            .map(info -> new TopicPartition(input, info.partition()))
            .collect(Collectors.toList());
    consumer.assign(partitions);
    producer.initTransactions();
    say("ready", 0, "");
    try {
      copy(producer, consumer, partitions, output, abortEvery, heldMs);
    } catch (ProducerFencedException | InvalidProducerEpochException fenced) {
      say("fenced", 0, fenced.getClass().getSimpleName());
      // Nothing is closed in order: whoever is fenced has nothing left to say to the cluster.
      Runtime.getRuntime().halt(3);
    }
    say("done", 0, "");
    Runtime.getRuntime().halt(0);
  }

  private static void copy(
      KafkaProducer<String, String> producer,
      KafkaConsumer<String, String> consumer,
      List<TopicPartition> partitions,
      String output,
      int abortEvery,
      long heldMs)
      throws InterruptedException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
    for (int transaction = 1; !reached(consumer, ends); ) {
      ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(500));
      if (records.isEmpty()) {
        continue;
      }
      boolean abort = abortEvery > 0 && transaction % abortEvery == 0;
      transaction++;
      producer.beginTransaction();
      try {
        for (ConsumerRecord<String, String> record : records) {
          String value = abort ? "aborted-" + record.value() : record.value();
          producer.send(new ProducerRecord<>(output, record.partition(), record.key(), value));
        }
        // The records lie in the log before it is decided what becomes of them.
        producer.flush();
        say("open", records.count(), "");
        Thread.sleep(heldMs);
        producer.sendOffsetsToTransaction(positions(consumer, partitions), consumer.groupMetadata());
        if (abort) {
          producer.abortTransaction();
          goBack(consumer, partitions);
          say("aborted", records.count(), "on purpose");
        } else {
          commit(producer);
          say("committed", records.count(), "");
        }
      } catch (ProducerFencedException | InvalidProducerEpochException fenced) {
        throw fenced;
      } catch (KafkaException error) {
        producer.abortTransaction();
        goBack(consumer, partitions);
        say("aborted", records.count(), error.getClass().getSimpleName());
      }
    }
  }

  /** A commit that got no answer in time is asked for again: it happens once, whatever was lost on the way. */
  private static void commit(KafkaProducer<String, String> producer) {
    for (int attempts = 1; ; attempts++) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException late) {
        if (attempts == 5) {
          throw late;
        }
      }
    }
  }

  private static boolean reached(KafkaConsumer<String, String> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), ANSWER) >= end.getValue());
  }

  private static Map<TopicPartition, OffsetAndMetadata> positions(
      KafkaConsumer<String, String> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition partition : partitions) {
      positions.put(partition, new OffsetAndMetadata(consumer.position(partition, ANSWER)));
    }
    return positions;
  }

  /** To where the last transaction that was committed had come. */
  private static void goBack(KafkaConsumer<String, String> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(partitions), ANSWER);
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, offset.offset());
      }
    }
  }

  private static void say(String name, int count, String why) {
    System.out.println("{\"name\":\"" + name + "\",\"count\":" + count + ",\"why\":\"" + why + "\"}");
  }
}
