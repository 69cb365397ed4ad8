package orders;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;

/** Spring Boot: one record is produced and consumed. Arguments: a user's folder, a topic, a group. */
@SpringBootApplication
public class Orders {
    private final CompletableFuture<String> consumed = new CompletableFuture<>();

    public static void main(String[] args) throws Exception {
        var application = new SpringApplicationBuilder(Orders.class).bannerMode(Banner.Mode.OFF).run(
            "--spring.config.import=file:" + args[0] + "/spring.properties",
            "--topic=" + args[1],
            "--spring.kafka.consumer.group-id=" + args[2],
            "--spring.kafka.consumer.auto-offset-reset=earliest",
            "--logging.level.root=error");
        try (application) {
            System.out.println(application.getBean(Orders.class).consumed.get(30, TimeUnit.SECONDS));
        }
    }

    @Bean
    static ApplicationRunner produce(KafkaTemplate<String, String> template, @Value("${topic}") String topic) {
        return arguments -> template.send(topic, "two books").get();
    }

    @KafkaListener(topics = "${topic}")
    void consume(String value) {
        consumed.complete(value);
    }
}
