import type { NotificationDocument } from '../document/document.ts';
import type { PublishResult } from './publish-result.ts';

interface LimitOptions {
  /** How long one call of `publish` may take in total, including all attempts. Default: 30,000 ms. */
  readonly timeoutMs?: number;
  /** How long one attempt may take. Default: 5,000 ms. */
  readonly attemptTimeoutMs?: number;
  /** How many documents are sent at a time. Default: 64. */
  readonly maxInFlight?: number;
  /**
   * How many more documents may wait to be sent. If that many are waiting, `publish` returns `busy`. Default: 10,000.
   */
  readonly maxWaiting?: number;
}

/** Options of a publisher that uses NATS JetStream. */
export interface NatsPublisherOptions extends LimitOptions {
  /** One or more NATS servers: `nats://host:4222`, or `tls://host:4222`. */
  readonly url: string | readonly string[];
  /**
   * The text of the NATS credentials file, or a function that returns it. The function is called for every connection,
   * so it can read a file that is replaced before the credentials expire.
   */
  readonly creds: string | (() => string);
  readonly token?: undefined;
}

/** Options of a publisher that uses HTTP. */
export interface HttpPublisherOptions extends LimitOptions {
  /** The address of KCS Chat, such as `https://chat.school.example`. */
  readonly url: string;
  /** The token of the service account (`kcs_svc_…`), or a function that returns it. Called for every attempt. */
  readonly token: string | (() => string | Promise<string>);
  readonly creds?: undefined;
}

export type PublisherOptions = NatsPublisherOptions | HttpPublisherOptions;

export interface PublishOptions {
  /** Aborts the call. The result is then `aborted`. */
  readonly signal?: AbortSignal;
  /** Overrides the publisher's `timeoutMs` for this call. */
  readonly timeoutMs?: number;
}

/** Publishes notifications to KCS Chat. All methods may be called concurrently. */
export interface Publisher {
  /**
   * Publishes a notification. Resolves when KCS Chat has stored or refused it, or when the publisher gives up. Never
   * throws. Repeats failed attempts with the same id, so that each addressed person receives the notification only
   * once.
   */
  publish(document: NotificationDocument, options?: PublishOptions): Promise<PublishResult>;
  /**
   * Waits for the documents that are being published, then closes the connection. A later `publish` returns `aborted`.
   * With `{ abort: true }`, does not wait: the pending calls return `aborted`.
   */
  close(options?: { readonly abort?: boolean }): Promise<void>;
}
