import { redactUrl } from './config/redact-url.ts';

/** Matches the messages that NATS and Redis send when they reject credentials. */
const CREDENTIALS_REFUSAL_PATTERN = /authorization violation|authentication|NOAUTH|WRONGPASS|NOPERM/i;

/**
 * Thrown at startup if a required server does not answer in time or rejects the credentials. The message contains no
 * password.
 */
export class UnreachableError extends Error {
  constructor(server: string, url: string, cause: unknown) {
    const causeText = cause instanceof Error ? cause.message || cause.name : String(cause);
    const serverAddress = `${server} at ${redactUrl(url)}`;
    super(
      CREDENTIALS_REFUSAL_PATTERN.test(causeText)
        ? `${serverAddress} refuses the credentials: ${redactUrl(causeText)}. Correct them.`
        : `${serverAddress} cannot be reached: ${redactUrl(causeText)}. Start it, or correct its URL.`,
    );
    this.name = 'UnreachableError';
  }
}
