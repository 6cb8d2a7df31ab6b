import { connect, type NatsConnection } from '@nats-io/transport-node';
import { redactUrl } from '../config/redact-url.ts';
import type { Logger } from '../logging/create-logger.ts';
import { UnreachableError } from '../unreachable-error.ts';
import { jittered } from '../waiting/jittered.ts';
import { retry } from '../waiting/retry.ts';
import { natsServers } from './nats-servers.ts';

/** Why something may have been missed on the bus. */
export type Interruption = 'reconnect' | 'slow-consumer' | 'disconnect';

interface NatsOptions {
  /** One server or several, comma separated: `nats://user:password@host:4222`. */
  url: string;
  name: string;
  logger: Logger;
  onInterrupted?: (why: Interruption) => void;
  /** How long the first connection may take. */
  deadlineMs?: number;
}

/** Long enough for an orchestrator that starts the bus and its users together. */
const DEADLINE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * Two unanswered pings end a frozen connection: noticed within 4 to 6 s. What is asked of a frozen server meanwhile is
 * carried out when it runs again, long after the askers gave up: 20 s of that delayed everything after it by seconds.
 */
const PING_INTERVAL_MS = 2_000;
const RECONNECT_MS = 500;

const follow = async (nc: NatsConnection, { logger, onInterrupted }: NatsOptions): Promise<void> => {
  for await (const status of nc.status()) {
    switch (status.type) {
      case 'disconnect':
        logger.warn({ server: redactUrl(status.server) }, 'The connection to NATS is lost; reconnecting');
        onInterrupted?.('disconnect');
        break;
      case 'reconnect':
        logger.info({ server: redactUrl(status.server) }, 'The connection to NATS is back');
        onInterrupted?.('reconnect');
        break;
      case 'slowConsumer':
        logger.warn(
          { subject: status.sub.getSubject(), pending: status.pending },
          'A NATS subscription is slow',
        );
        onInterrupted?.('slow-consumer');
        break;
      case 'error':
        logger.error({ err: status.error }, 'NATS reports an error');
        break;
      default:
    }
  }
};

/**
 * A connection that is never given up, whatever the outage's length; `onInterrupted` tells each time that messages
 * may have been missed. While it is away, publishes wait in memory and requests time out.
 * @throws UnreachableError when no server answers within the deadline
 */
export const connectNats = async (options: NatsOptions): Promise<NatsConnection> => {
  const { servers, user, pass } = natsServers(options.url);
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
  void follow(nc, options);
  return nc;
};
