import { signProducer } from '@kcs/credentials';
import type { TestNats } from '@kcs/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const CREDENTIALS_LIFETIME_MS = 60_000;

/** Returns NATS credentials of a producer, like those that chat-api issues. */
export function createProducerCreds(
  nats: TestNats,
  producer: string,
  expiresAt = new Date(Date.now() + CREDENTIALS_LIFETIME_MS),
): Promise<string> {
  const { NATS_PRODUCERS_ACCOUNT: account = '', NATS_PRODUCERS_SIGNING_KEY: signingKey = '' } =
    nats.envOf('chat-api');
  return signProducer({ name: producer, account, signingKey, expiresAt });
}

/** Creates the stream of a producer, as chat-api does for a service account. */
export async function createProducerStream(nats: TestNats, producer: string): Promise<void> {
  await withStreams(nats, (manager) =>
    manager.streams.add({
      name: `NOTIFY_${producer}`,
      subjects: [`chat.notify.${producer}`, `chat.notify.${producer}.>`],
    }),
  );
}

/** Returns the documents in the stream of a producer. */
export async function listStoredDocuments(
  nats: TestNats,
  producer: string,
): Promise<Record<string, unknown>[]> {
  return withStreams(nats, async (manager) => {
    const { state } = await manager.streams.info(`NOTIFY_${producer}`);
    const seqs = Array.from({ length: state.messages }, (_, n) => state.first_seq + n);
    const messages = await Promise.all(
      seqs.map((seq) => manager.streams.getMessage(`NOTIFY_${producer}`, { seq })),
    );
    return messages.map((message) => message?.json() ?? {});
  });
}

async function withStreams<T>(
  nats: TestNats,
  work: (manager: Awaited<ReturnType<typeof jetstreamManager>>) => Promise<T>,
): Promise<T> {
  const connection = await connect(nats.getConnectionOptions('admin'));
  try {
    return await work(await jetstreamManager(connection));
  } finally {
    await connection.close();
  }
}
