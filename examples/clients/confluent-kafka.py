"""confluent-kafka: one record is produced and consumed. Arguments: a user's folder, a topic, a group."""

import json
import sys

from confluent_kafka import Consumer, Producer

folder, topic, group = sys.argv[1:]

with open(f"{folder}/librdkafka.json") as file:
    settings = json.load(file)

producer = Producer({**settings, "enable.idempotence": True})
producer.produce(topic, "two books")
if producer.flush(30) > 0:
    sys.exit("not delivered in 30 s")

consumer = Consumer({**settings, "group.id": group, "auto.offset.reset": "earliest"})
consumer.subscribe([topic])
record = consumer.poll(30)
# What comes may be an error, whose value is its text.
if record is None or record.error():
    sys.exit(f"nothing consumed: {record and record.error()}")
print(record.value().decode())
consumer.close()
