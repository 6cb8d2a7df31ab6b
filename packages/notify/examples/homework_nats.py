"""Publishes a notification over NATS JetStream. Needs: pip install nats-py nkeys"""

import asyncio
import json
import os

import nats

PRODUCER = "homework"
DOCUMENT = {
    "id": "homework-20-due",
    "type": "homework_due",
    "title": "Due tomorrow: Fractions",
    "to": [{"user_type": "Student"}],
}


async def main() -> None:
    connection = await nats.connect(
        os.environ["KCS_NATS_URL"],
        user_credentials=os.environ["KCS_NATS_CREDS_FILE"],
        inbox_prefix=f"_INBOX_{PRODUCER}",
    )
    acknowledgment = await connection.jetstream().publish(
        f"chat.notify.{PRODUCER}",
        json.dumps(DOCUMENT).encode(),
        headers={"Nats-Msg-Id": DOCUMENT["id"]},
        timeout=5,
    )
    print("repeated" if acknowledgment.duplicate else "accepted", DOCUMENT["id"])
    await connection.close()


asyncio.run(main())
