// Reminds people of homework that is due tomorrow. Run: node homework.mjs homework.json
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createPublisher } from '@kcs/notify';

const {
  KCS_URL = 'http://localhost:4500',
  KCS_SERVICE_TOKEN,
  KCS_NATS_URL,
  KCS_NATS_CREDS_FILE,
} = process.env;
const publisher = createPublisher(
  KCS_NATS_CREDS_FILE
    ? { url: KCS_NATS_URL, creds: () => readFileSync(KCS_NATS_CREDS_FILE, 'utf8') }
    : { url: KCS_URL, token: KCS_SERVICE_TOKEN },
);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

while (!stop.signal.aborted) {
  const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);
  // The file contains [{ "id": 17, "title": "Fractions", "due": "2026-12-01", "to": [{ "user_type": "Student" }] }].
  const homework = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  for (const { id, title, to } of homework.filter(({ due }) => due === tomorrow)) {
    const result = await publisher.publish({
      // The id names the occasion, so everyone is reminded once, however often this program runs.
      id: `homework-${id}-${tomorrow}`,
      type: 'homework_due',
      title: `Due tomorrow: ${title}`,
      url: `https://homework.school.example/${id}`,
      data: { homeworkId: id },
      to,
    });
    console.log(result.status, result.message ?? result.id);
  }
  await delay(60_000, undefined, { signal: stop.signal }).catch(() => {});
}
await publisher.close();
