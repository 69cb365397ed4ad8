import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads partitions of several topics, each from its beginning to an offset. It takes them by assign: no group decides for it what to skip
 * or to repeat. Kafka's console consumer reads one partition for each start of a JVM.
 *
 * <p>Arguments: properties file, for how many milliseconds it may get nothing, and topic, partition and end of each partition. Prints a line
 * for each record: topic, partition, offset and value, with tabs between them. Ends in order also when it got nothing for so long.
 */
public final class AssignedReader {
  private AssignedReader() {}

  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    try (FileInputStream file = new FileInputStream(args[0])) {
      properties.load(file);
    }
    Duration patience = Duration.ofMillis(Long.parseLong(args[1]));
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (int at = 2; at < args.length; at += 3) {
      ends.put(new TopicPartition(args[at], Integer.parseInt(args[at + 1])), Long.parseLong(args[at + 2]));
    }
    Map<TopicPartition, Long> unread = new HashMap<>(ends);
    try (PrintStream out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8);
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties)) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      long heard = System.nanoTime();
      while (!unread.isEmpty() && System.nanoTime() - heard < patience.toNanos()) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(200));
        for (ConsumerRecord<String, String> record : records) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          long end = ends.get(partition);
          if (record.offset() < end) {
            out.print(record.topic() + "\t" + record.partition() + "\t" + record.offset() + "\t" + record.value() + "\n");
          }
          if (record.offset() >= end - 1) {
            unread.remove(partition);
          }
        }
        if (!records.isEmpty()) {
          heard = System.nanoTime();
        }
      }
    }
  }
}
