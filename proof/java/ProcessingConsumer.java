import java.io.FileInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic as a member of a group and processes each record, which takes a while and ends with a line that says so. What commits
 * offsets is the client itself (enable.auto.commit), or else this program, after it has processed all that one poll gave.
 *
 * <p>Arguments: properties file, topic, how many milliseconds a record takes, and where it is processed: "inline" in the loop that polls,
 * or "handoff" in another thread, for which the loop does not wait. Ends when everything is read and processed that was there at first.
 */
public final class ProcessingConsumer {
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private ProcessingConsumer() {}

  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    try (FileInputStream file = new FileInputStream(args[0])) {
      properties.load(file);
    }
    long takesMs = Long.parseLong(args[2]);
    boolean handoff = args[3].equals("handoff");
    boolean commits = !Boolean.parseBoolean(properties.getProperty("enable.auto.commit"));
    BlockingQueue<ConsumerRecord<String, String>> work = new LinkedBlockingQueue<>();
    AtomicInteger unfinished = new AtomicInteger();
    Thread worker = new Thread(() -> workOff(work, unfinished, takesMs));
    worker.setDaemon(true);
    worker.start();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties)) {
      consumer.subscribe(List.of(args[1]));
      boolean assigned = false;
      while (!assigned || !reached(consumer)) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(200));
        if (!assigned && !consumer.assignment().isEmpty()) {
          assigned = true;
          System.out.println("{\"name\":\"assigned\"}");
        }
        for (ConsumerRecord<String, String> record : records) {
          if (handoff) {
            unfinished.incrementAndGet();
            work.add(record);
          } else {
            process(record, takesMs);
          }
        }
        if (commits && !records.isEmpty()) {
          consumer.commitSync(ANSWER);
          System.out.println("{\"name\":\"committed\",\"count\":" + records.count() + "}");
        }
      }
      while (unfinished.get() > 0) {
        consumer.poll(Duration.ofMillis(50));
      }
    }
    System.out.println("{\"name\":\"done\"}");
  }

  private static void workOff(BlockingQueue<ConsumerRecord<String, String>> work, AtomicInteger unfinished, long takesMs) {
    try {
      while (true) {
        process(work.take(), takesMs);
        unfinished.decrementAndGet();
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private static void process(ConsumerRecord<String, String> record, long takesMs) throws InterruptedException {
    Thread.sleep(takesMs);
    System.out.println(
        "{\"name\":\"processed\",\"partition\":" + record.partition() + ",\"offset\":" + record.offset() + ",\"value\":\"" + record.value() + "\"}");
  }

  private static boolean reached(KafkaConsumer<String, String> consumer) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), ANSWER);
    return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), ANSWER) >= end.getValue());
  }
}
