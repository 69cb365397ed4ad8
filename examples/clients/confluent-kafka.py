"""confluent-kafka: one record is produced and consumed. Arguments: a user's folder, a topic, a group."""

import json
import sys

from confluent_kafka import Consumer, Producer

folder, topic, group = sys.argv[1:]

with open(f"{folder}/librdkafka.json") as file:
    settings = json.load(file)

producer = Producer({**settings, "enable.idempotence": True})
producer.produce(topic, "two books")
producer.flush(30)

consumer = Consumer({**settings, "group.id": group, "auto.offset.reset": "earliest"})
consumer.subscribe([topic])
record = consumer.poll(30)
print(record.value().decode())
consumer.close()
