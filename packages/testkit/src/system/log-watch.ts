import { SERVICES } from '@kcs/credentials';
import type { ServiceProcess } from '../processes/service-process.ts';
import type { TestNats } from '../servers/test-nats.ts';
import type { TestRedis } from '../servers/test-redis.ts';
import type { SystemSecrets } from './secrets.ts';

const MAX_SHOWN_LOG_LINES = 40;
/** The number of pino's `warn` level. */
const PINO_WARN_LEVEL = 40;
/** Matches the messages with which NATS and Redis report that a user lacks a permission. */
const PERMISSION_REFUSAL_PATTERN = /permissions violation|NOPERM|user executing the script can't/i;

interface SecretSources {
  readonly secrets: SystemSecrets;
  readonly database: { readonly url: string };
  readonly redis: Pick<TestRedis, 'urlOf'>;
  readonly nats: Pick<TestNats, 'credsOf'>;
}

/**
 * Finds leaked secrets and refused operations in the log output of all services, and describes the logs when a test
 * fails.
 */
export class ServiceLogWatch {
  readonly #services: readonly ServiceProcess[];
  readonly #secrets = new Set<string>();

  constructor(services: readonly ServiceProcess[], known: SecretSources) {
    this.#services = services;
    const { signingKeys, sessionSecret, admin } = known.secrets;
    this.secret(sessionSecret);
    this.secret(admin.password);
    this.secret(new URL(known.database.url).password);
    for (const service of SERVICES) {
      this.secret(new URL(known.redis.urlOf(service)).password);
      this.secret(/\bSU[A-Z2-7]{50,}\b/.exec(known.nats.credsOf(service))?.[0] ?? '');
    }
    for (const key of (JSON.parse(signingKeys) as { keys: { d: string }[] }).keys) this.secret(key.d);
  }

  secret(text: string): void {
    if (text !== '') this.#secrets.add(text);
  }

  /**
   * Returns every log line that contains a secret, with the name of the service and the first characters of the secret.
   */
  leaks(): { service: string; secret: string; line: string }[] {
    return this.#services.flatMap(({ name, log }) =>
      log.lines.flatMap((line) =>
        [...this.#secrets]
          .filter((secret) => line.includes(secret))
          .map((secret) => ({ service: name, secret: `${secret.slice(0, 6)}…`, line: line.slice(0, 300) })),
      ),
    );
  }

  /** Returns every log line in which a service reports that NATS or Redis refused an operation. */
  refusals(): string[] {
    return this.#services.flatMap(({ name, log }) =>
      log.lines
        .filter((line) => PERMISSION_REFUSAL_PATTERN.test(line))
        .map((line) => `${name}: ${line.slice(0, 500)}`),
    );
  }

  /** Returns all warnings and the last lines of every service. */
  describe(): string {
    return this.#services
      .map(({ name, log }) => {
        const firstShownLineIndex = log.lines.length - MAX_SHOWN_LOG_LINES;
        const shownLines = log.lines.filter((line, n) => n >= firstShownLineIndex || isWarning(line));
        return `--- ${name}: ${shownLines.length} of ${log.lines.length} lines\n${shownLines.join('\n')}`;
      })
      .join('\n');
  }
}

/**
 * Returns whether a log line is at least a warning. A line that pino did not write, such as an uncaught error, counts
 * as a warning.
 */
function isWarning(line: string): boolean {
  const logLevel = /^\{"level":(\d+)/.exec(line)?.[1];
  return logLevel === undefined || Number(logLevel) >= PINO_WARN_LEVEL;
}
