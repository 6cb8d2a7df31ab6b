import { redactUrl } from './config/redact-url.ts';

/** A server that the process needs at startup did not answer in time. The message contains no password. */
export class UnreachableError extends Error {
  constructor(server: string, url: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    super(
      `${server} at ${redactUrl(url)} cannot be reached: ${redactUrl(reason)}. Start it, or correct its URL.`,
    );
    this.name = 'UnreachableError';
  }
}
