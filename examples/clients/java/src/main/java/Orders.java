import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Java: one record is produced and consumed. Arguments: a user's folder, a topic, a group. */
public class Orders {
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        String topic = args[1];

        Properties producing = settingsIn(folder);
        try (var producer = new KafkaProducer<>(producing, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "two books")).get();
        }

        Properties consuming = settingsIn(folder);
        consuming.put("group.id", args[2]);
        consuming.put("auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(consuming, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            var records = consumer.poll(Duration.ofSeconds(30));
            if (records.isEmpty()) {
                throw new IllegalStateException("nothing consumed in 30 s");
            }
            records.forEach(record -> System.out.println(record.value()));
        }
    }

    private static Properties settingsIn(Path folder) throws IOException {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(folder.resolve("client.properties"))) {
            settings.load(file);
        }
        return settings;
    }
}
