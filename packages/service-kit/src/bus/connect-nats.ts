import { connect, type NatsConnection } from '@nats-io/transport-node';
import { redactUrl } from '../config/redact-url.ts';
import type { Logger } from '../logging/create-logger.ts';
import { UnreachableError } from '../unreachable-error.ts';
import { jittered, retry } from '../waiting.ts';

/** A connection event after which messages may have been missed (TRAP-17). */
type Interruption = 'reconnect' | 'slow-consumer' | 'disconnect';

interface ConnectNatsOptions {
  /** One or more servers, separated by commas: `nats://user:password@host:4222`. */
  url: string;
  name: string;
  logger: Logger;
  /** Called whenever messages may have been missed. */
  onInterrupted?: (reason: Interruption) => void;
  /** Maximum time for the first connection, in ms. */
  deadlineMs?: number;
}

/**
 * How long to wait for the first connection. Long enough for an orchestrator that starts NATS and the services at the
 * same time.
 */
const DEADLINE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * The connection is closed after two unanswered pings, so a frozen server is noticed within 4 to 6 s. The interval is
 * short because a frozen server that resumes still processes requests whose senders gave up long ago. After a freeze of
 * 20 s, these requests delayed new ones by seconds.
 */
const PING_INTERVAL_MS = 2_000;
const RECONNECT_MS = 500;

/**
 * Connects to NATS and keeps reconnecting forever, however long an outage lasts. During an outage, published messages
 * wait in memory and requests time out. Throws `UnreachableError` if no server answers within the deadline.
 */
export async function connectNats(options: ConnectNatsOptions): Promise<NatsConnection> {
  const { servers, user, pass } = splitNatsUrl(options.url);
  const signal = AbortSignal.timeout(options.deadlineMs ?? DEADLINE_MS);
  const open = () =>
    connect({
      servers,
      ...(user === undefined ? {} : { user, pass }),
      name: options.name,
      timeout: CONNECT_TIMEOUT_MS,
      maxReconnectAttempts: -1,
      reconnectDelayHandler: () => jittered(RECONNECT_MS, 0.5),
      pingInterval: jittered(PING_INTERVAL_MS, 0.1),
      maxPingOut: 2,
      ignoreAuthErrorAbort: true,
      noAsyncTraces: true,
    });
  const nc = await retry(open, { baseMs: 100, maxMs: 2_000, signal }).catch((cause) => {
    throw new UnreachableError('NATS', options.url, cause);
  });
  void followStatus(nc, options);
  return nc;
}

async function followStatus(
  nc: NatsConnection,
  { logger, onInterrupted }: ConnectNatsOptions,
): Promise<void> {
  for await (const status of nc.status()) {
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

interface NatsServers {
  readonly servers: string[];
  readonly user?: string;
  readonly pass?: string;
}

/**
 * Splits a comma-separated URL into server addresses and credentials, because the client library takes credentials only
 * as separate options.
 */
function splitNatsUrl(url: string): NatsServers {
  const urls = url.split(',').map((part) => new URL(part.trim()));
  const servers = urls.map(({ protocol, host }) => `${protocol}//${host}`);
  const withUser = urls.find(({ username }) => username !== '');
  return withUser === undefined
    ? { servers }
    : {
        servers,
        user: decodeURIComponent(withUser.username),
        pass: decodeURIComponent(withUser.password),
      };
}
