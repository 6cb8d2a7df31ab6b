import { buildInboxPrefix, buildNotificationSubject } from '@kcs/contracts';
import { JetStreamApiError, type JetStreamClient, jetstream } from '@nats-io/jetstream';
import {
  AuthorizationError,
  connect,
  credsAuthenticator,
  type NatsConnection,
  PermissionViolationError,
  RequestError,
  UserAuthenticationExpiredError,
} from '@nats-io/transport-node';
import type { PreparedDocument } from '../document/prepare-document.ts';
import { describeError, type SendOutcome, type Transport } from './transport.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_DELAY_MS = 500;
/** After two unanswered pings, the client replaces the connection. */
const PING_INTERVAL_MS = 5_000;
/** Only an upper limit for the NATS client. The signal of an attempt usually ends the wait much earlier. */
const ACKNOWLEDGMENT_TIMEOUT_MS = 60_000;
/**
 * Matches the ids that can be sent in a NATS header. With the header, the stream recognizes repeats even before
 * chat-api does. chat-api reads all other ids from the document.
 */
const HEADER_SAFE_ID_PATTERN = /^[\x21-\x7e]+$/;
/**
 * The advice covers both causes, because the publisher cannot tell a missing stream from a server that does not answer:
 * the stream is in another account.
 */
const NO_ACKNOWLEDGMENT_MESSAGE =
  'No acknowledgment arrived. NATS may be down, or the service account is not active. Ask an Admin if this lasts.';
const REFUSED_CREDENTIALS_MESSAGE =
  'NATS refuses the credentials. They may have expired, or an operator has revoked them. Get new ones with "kcs-notify credentials".';

interface NatsTransportOptions {
  /** The NATS servers, each as `nats://host:port` or `tls://host:port`. */
  readonly urls: readonly string[];
  /** The name of the service account. */
  readonly producer: string;
  /** Returns the text of the NATS credentials file. Called for every connection. */
  readonly getCreds: () => string;
}

/**
 * Publishes documents to the stream of the producer over NATS JetStream (BUS-4). Connects when the first document is
 * sent, and reconnects after every outage.
 */
export function createNatsTransport({ urls, producer, getCreds }: NatsTransportOptions): Transport {
  const subject = buildNotificationSubject(producer);
  let connectionPromise: Promise<NatsConnection> | undefined;

  /** Returns the open connection, or opens one. A connection that was refused or has ended is replaced. */
  function openConnection(): Promise<NatsConnection> {
    const openingPromise = connectionPromise ?? connectAsProducer({ urls, producer, getCreds });
    if (openingPromise === connectionPromise) return openingPromise;
    connectionPromise = openingPromise;
    const forget = () => {
      if (connectionPromise === openingPromise) connectionPromise = undefined;
    };
    openingPromise.then((connection) => connection.closed().then(forget), forget);
    return openingPromise;
  }

  async function publish({ id, bytes }: PreparedDocument): Promise<SendOutcome> {
    const client: JetStreamClient = jetstream(await openConnection(), { timeout: ACKNOWLEDGMENT_TIMEOUT_MS });
    const { duplicate } = await client.publish(subject, bytes, {
      ...(HEADER_SAFE_ID_PATTERN.test(id) && { msgID: id }),
    });
    return { kind: 'accepted', isRepeated: duplicate };
  }

  return {
    send: (document, signal) =>
      raceWithSignal(publish(document), signal).catch((error) => toSendOutcome(error, { producer, subject })),
    close: async () => {
      const connection = await connectionPromise?.catch(() => undefined);
      await connection?.close();
    },
  };
}

function connectAsProducer({ urls, producer, getCreds }: NatsTransportOptions): Promise<NatsConnection> {
  return connect({
    servers: urls.map((url) => new URL(url).host),
    // `tls: {}` makes the client reject a server without TLS before any data is sent.
    ...(urls.some((url) => url.startsWith('tls:')) && { tls: {} }),
    // The parser requires a line break at the end. In the value of an environment variable, it is often missing.
    authenticator: credsAuthenticator(() => Buffer.from(`${getCreds()}\n`)),
    name: producer,
    inboxPrefix: buildInboxPrefix(producer),
    timeout: CONNECT_TIMEOUT_MS,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: () => RECONNECT_DELAY_MS * (0.5 + Math.random()),
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: 2,
    noAsyncTraces: true,
  });
}

/** Settles like `work`, or rejects as soon as the signal is aborted. */
function raceWithSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Error(NO_ACKNOWLEDGMENT_MESSAGE));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function toSendOutcome(
  error: unknown,
  { producer, subject }: { producer: string; subject: string },
): SendOutcome {
  const reason = error instanceof RequestError && error.cause instanceof Error ? error.cause : error;
  if (reason instanceof AuthorizationError || reason instanceof UserAuthenticationExpiredError) {
    return { kind: 'refused', code: 'UNAUTHENTICATED', message: REFUSED_CREDENTIALS_MESSAGE };
  }
  if (reason instanceof PermissionViolationError) {
    const message = `The NATS credentials do not allow publishing to ${subject}. Use the credentials of ${producer}.`;
    return { kind: 'refused', code: 'FORBIDDEN', message };
  }
  if (reason instanceof JetStreamApiError) {
    const message = `The stream of ${producer} did not store the document: ${reason.message}.`;
    return { kind: 'failed', message };
  }
  return { kind: 'failed', message: `The request to NATS failed. ${describeError(reason)}.` };
}
