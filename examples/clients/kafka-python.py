"""kafka-python: one record is produced and consumed. Arguments: a user's folder, a topic, a group."""

import json
import logging
import sys

from kafka import KafkaConsumer, KafkaProducer

# What a broker refuses is told by the log alone.
logging.basicConfig(level=logging.WARNING)

folder, topic, group = sys.argv[1:]

with open(f"{folder}/librdkafka.json") as file:
    conf = json.load(file)

settings = {
    "bootstrap_servers": conf["bootstrap.servers"].split(","),
    "security_protocol": conf["security.protocol"].upper(),
    "ssl_cafile": conf["ssl.ca.location"],
}
if "sasl.mechanisms" not in conf:
    settings |= {"ssl_certfile": conf["ssl.certificate.location"], "ssl_keyfile": conf["ssl.key.location"]}
else:
    settings |= {
        "sasl_mechanism": conf["sasl.mechanisms"],
        "sasl_plain_username": conf["sasl.username"],
        "sasl_plain_password": conf["sasl.password"],
    }

producer = KafkaProducer(**settings)
producer.send(topic, b"two books").get(timeout=30)
producer.close()

consumer = KafkaConsumer(topic, group_id=group, auto_offset_reset="earliest", **settings)
print(next(consumer).value.decode())
consumer.close()
