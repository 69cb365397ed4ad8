"""aiokafka: one record is produced and consumed. Arguments: a user's folder, a topic, a group."""

import asyncio
import json
import ssl
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

folder, topic, group = sys.argv[1:]

with open(f"{folder}/librdkafka.json") as file:
    conf = json.load(file)

context = ssl.create_default_context(cafile=conf["ssl.ca.location"])
settings = {
    "bootstrap_servers": conf["bootstrap.servers"],
    "security_protocol": conf["security.protocol"].upper(),
    "ssl_context": context,
}
if "sasl.mechanisms" not in conf:
    context.load_cert_chain(conf["ssl.certificate.location"], conf["ssl.key.location"])
else:
    settings |= {
        "sasl_mechanism": conf["sasl.mechanisms"],
        "sasl_plain_username": conf["sasl.username"],
        "sasl_plain_password": conf["sasl.password"],
    }


async def main():
    async with AIOKafkaProducer(enable_idempotence=True, **settings) as producer:
        await producer.send_and_wait(topic, b"two books")
    async with AIOKafkaConsumer(topic, group_id=group, auto_offset_reset="earliest", **settings) as consumer:
        record = await consumer.getone()
        print(record.value.decode())


asyncio.run(main())
