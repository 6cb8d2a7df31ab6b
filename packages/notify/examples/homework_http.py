"""Sends a notification over HTTP, with the standard library of Python only."""

import json
import os
import time
import urllib.error
import urllib.request

DOCUMENT = {
    "id": "homework-19-due",
    "type": "homework_due",
    "title": "Due tomorrow: Fractions",
    "to": [{"user_type": "Student"}],
}

request = urllib.request.Request(
    os.environ.get("KCS_URL", "http://localhost:4500") + "/api/v1/notifications",
    data=json.dumps(DOCUMENT).encode(),
    headers={
        "Authorization": "Bearer " + os.environ["KCS_SERVICE_TOKEN"],
        "Content-Type": "application/json",
    },
)
for pause in (0.5, 2, 8, None):
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            print(json.load(response)["data"])
            break
    except urllib.error.HTTPError as error:
        # A refused document stays refused. After 429 and 5xx, the same document may be sent again.
        if pause is None or not (error.code == 429 or error.code >= 500):
            raise SystemExit(error.read().decode()) from error
    except OSError:
        if pause is None:
            raise
    time.sleep(pause)
