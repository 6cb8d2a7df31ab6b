import { ROOM_STREAM } from '@kcs/contracts';
import { SERVICES, signConsumer } from '@kcs/credentials';
import { AckPolicy, DeliverPolicy, JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { CliError } from '../cli-error.ts';
import { withOperatorConnection } from './connect-operator.ts';
import { readKeyFile } from './operator-keys.ts';

const NANOS_PER_MS = 1_000_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
const ACK_WAIT_MS = 30_000;
/** How many events NATS delivers to the program before it waits for acknowledgments. */
const MAX_ACK_PENDING = 1_000;
const STREAM_NOT_FOUND_CODE = 10059;
const CONSUMER_NOT_FOUND_CODE = 10014;

interface CreateConsumerOptions {
  readonly name: string;
  readonly keysFolder: string;
  readonly natsUrl: string;
  /** The first event that the consumer delivers: the oldest one in the stream, or the next new one. */
  readonly from: 'all' | 'new';
  readonly lifetimeDays: number;
}

interface CreatedConsumer {
  readonly creds: string;
  readonly expiresAt: Date;
  /** Whether the consumer already existed. If so, its position is unchanged. */
  readonly isExisting: boolean;
}

/**
 * Creates a durable consumer of all room events, and signs credentials that allow pulling from this consumer and
 * nothing else (BUS-10). If the consumer already exists, only signs new credentials.
 */
export async function createConsumer(options: CreateConsumerOptions): Promise<CreatedConsumer> {
  const { name, keysFolder, natsUrl, from, lifetimeDays } = options;
  if ((SERVICES as readonly string[]).includes(name)) {
    throw new CliError('usage', `"${name}" is the name of a service of KCS Chat. Choose another name.`);
  }
  const servicesSeed = await readKeyFile(keysFolder, 'services.seed');
  const adminCreds = await readKeyFile(keysFolder, 'admin.creds');
  const isExisting = await withOperatorConnection(natsUrl, adminCreds, (connection) =>
    ensureConsumer(connection, name, from),
  );
  const expiresAt = new Date(Date.now() + lifetimeDays * DAY_MS);
  return { creds: await signConsumer({ name, servicesSeed, expiresAt }), expiresAt, isExisting };
}

/** Creates the consumer unless it exists. Returns whether it existed. */
async function ensureConsumer(
  connection: NatsConnection,
  name: string,
  from: 'all' | 'new',
): Promise<boolean> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  try {
    await manager.consumers.info(ROOM_STREAM.name, name);
    return true;
  } catch (error) {
    if (!isApiError(error, CONSUMER_NOT_FOUND_CODE)) throw toCliError(error);
  }
  const settings = {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ACK_WAIT_MS * NANOS_PER_MS,
    max_ack_pending: MAX_ACK_PENDING,
    deliver_policy: from === 'all' ? DeliverPolicy.All : DeliverPolicy.New,
  };
  await manager.consumers.add(ROOM_STREAM.name, settings).catch((error) => {
    throw toCliError(error);
  });
  return false;
}

const isApiError = (error: unknown, code: number): boolean =>
  error instanceof JetStreamApiError && error.code === code;

function toCliError(error: unknown): CliError {
  if (isApiError(error, STREAM_NOT_FOUND_CODE)) {
    return new CliError(
      'refused',
      'There are no room events yet. Start chat-api, which creates their stream.',
      {
        cause: error,
      },
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new CliError('unreachable', `NATS did not create the consumer: ${reason}. Run the command again.`, {
    cause: error,
  });
}
