import { buildInboxPrefix } from '@kcs/contracts';
import {
  type ConnectionOptions,
  connect,
  jwtAuthenticator,
  type NatsConnection,
} from '@nats-io/transport-node';
import { CREDS_FILE_PATTERN } from '../config/nats-creds.ts';
import { parseNatsUrl } from '../config/nats-url.ts';
import { redactUrl } from '../config/redact-url.ts';
import type { Logger } from '../logging/create-logger.ts';
import { UnreachableError } from '../unreachable-error.ts';
import { addJitter, retry } from '../waiting.ts';

/** The reason why this process may have missed messages on a NATS connection (TRAP-17). */
type InterruptionReason = 'reconnect' | 'slow-consumer' | 'disconnect';

interface ConnectNatsOptions {
  /** The NATS servers, separated by commas: `nats://host:4222`. A URL may contain a user and a password, or a token. */
  url: string;
  /** The content of a NATS credentials file. */
  creds?: string | undefined;
  /** The certificates of the authorities that NATS's certificates may come from. Default: those that Node.js trusts. */
  ca?: string | undefined;
  /** The name of the service, which is also its NATS user. Replies arrive at inboxes that only this user may read. */
  service: string;
  /** The name of the connection, shown in the server's list of connections. */
  name: string;
  logger: Logger;
  /** Called whenever this process may have missed messages. */
  onInterrupted?: (reason: InterruptionReason) => void;
  /** The time limit for the first connection, in ms. */
  deadlineMs?: number;
}

/**
 * The default timeout for the first connection. It is long enough for an orchestrator to start NATS and the services at
 * the same time.
 */
const DEFAULT_CONNECT_DEADLINE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * How often the client pings the server. After two unanswered pings, the client closes the connection, so it notices a
 * frozen server within 4 to 6 s. The interval is short, because a server that resumes after a freeze still processes
 * requests whose senders gave up long ago. After a freeze of 20 s, such requests delayed new ones by seconds.
 */
const PING_INTERVAL_MS = 2_000;
const RECONNECT_DELAY_MS = 500;

/**
 * Connects to NATS, and reconnects after every outage, however long it lasts. During an outage, published messages wait
 * in memory, and requests time out. Throws `UnreachableError` if no server answers within the deadline.
 */
export async function connectNats(options: ConnectNatsOptions): Promise<NatsConnection> {
  const deadlineSignal = AbortSignal.timeout(options.deadlineMs ?? DEFAULT_CONNECT_DEADLINE_MS);
  const openConnection = () =>
    connect({
      ...toNatsClientOptions(options),
      name: options.name,
      inboxPrefix: buildInboxPrefix(options.service),
      timeout: CONNECT_TIMEOUT_MS,
      maxReconnectAttempts: -1,
      reconnectDelayHandler: () => addJitter(RECONNECT_DELAY_MS, 0.5),
      pingInterval: addJitter(PING_INTERVAL_MS, 0.1),
      maxPingOut: 2,
      ignoreAuthErrorAbort: true,
      noAsyncTraces: true,
    });
  const natsConnection = await retry(openConnection, {
    baseMs: 100,
    maxMs: 2_000,
    signal: deadlineSignal,
  }).catch((cause) => {
    throw new UnreachableError('NATS', options.url, cause);
  });
  void watchConnectionStatus(natsConnection, options);
  return natsConnection;
}

async function watchConnectionStatus(
  natsConnection: NatsConnection,
  { logger, onInterrupted }: ConnectNatsOptions,
): Promise<void> {
  for await (const status of natsConnection.status()) {
    switch (status.type) {
      case 'disconnect':
        logger.warn({ server: redactUrl(status.server) }, 'The connection to NATS is lost. Reconnecting.');
        onInterrupted?.('disconnect');
        break;
      case 'reconnect':
        logger.info({ server: redactUrl(status.server) }, 'The connection to NATS is back');
        onInterrupted?.('reconnect');
        break;
      case 'slowConsumer':
        logger.warn(
          { subject: status.sub.getSubject(), pending: status.pending },
          'A NATS subscription is too slow. Messages may have been dropped.',
        );
        onInterrupted?.('slow-consumer');
        break;
      case 'error':
        logger.error({ err: status.error }, 'NATS reported an error');
        break;
      default:
    }
  }
}

/** Converts the servers and credentials to options for the NATS client library. */
function toNatsClientOptions({ url, creds, ca }: ConnectNatsOptions): ConnectionOptions {
  const { servers, tls, credentials } = parseNatsUrl(url);
  const [, jwt, seed] = CREDS_FILE_PATTERN.exec(creds ?? '') ?? [];
  return {
    servers: [...servers],
    // The option `tls`, even if it is empty, makes the client reject a server without TLS before any data is sent.
    ...(tls && { tls: ca === undefined ? {} : { ca } }),
    ...credentials,
    ...(jwt && seed && { authenticator: jwtAuthenticator(jwt, Buffer.from(seed)) }),
  };
}
