import { redactUrl } from './config/redact-url.ts';

/** A server that a process cannot start without did not answer in time. The message holds no password. */
export class UnreachableError extends Error {
  constructor(what: string, url: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    super(`${what} at ${redactUrl(url)} cannot be reached: ${redactUrl(why)}. Start it, or correct its URL.`);
    this.name = 'UnreachableError';
  }
}
