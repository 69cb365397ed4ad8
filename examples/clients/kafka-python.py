"""kafka-python: one record is produced and consumed. Arguments: a user's folder, a topic, a group."""

import sys

from kafka import KafkaConsumer, KafkaProducer

folder, topic, group = sys.argv[1:]

with open(f"{folder}/kcat.conf") as file:
    lines = [line.rstrip("\n") for line in file if "=" in line and not line.startswith("#")]
conf = dict(line.split("=", 1) for line in lines)

settings = {
    "bootstrap_servers": conf["bootstrap.servers"].split(","),
    "security_protocol": conf["security.protocol"].upper(),
    "ssl_cafile": f"{folder}/ca.pem",
}
if "sasl.mechanisms" not in conf:
    settings |= {"ssl_certfile": f"{folder}/client.pem", "ssl_keyfile": f"{folder}/client.key"}
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
