import type { ServiceProcess } from '../processes/service-process.ts';
import type { Secrets } from './secrets.ts';

const MAX_SHOWN_LINES = 40;
/** The level number of pino warnings. */
const WARN_LEVEL = 40;

/** Watches the log output of all services: finds leaked secrets, and prints the relevant lines when a test fails. */
export class LogWatch {
  readonly #services: readonly ServiceProcess[];
  readonly #secrets = new Set<string>();

  constructor(services: readonly ServiceProcess[], known: { secrets: Secrets; database: { url: string } }) {
    this.#services = services;
    const { signingKeys, sessionSecret, admin } = known.secrets;
    this.secret(sessionSecret);
    this.secret(admin.password);
    this.secret(new URL(known.database.url).password);
    for (const key of (JSON.parse(signingKeys) as { keys: { d: string }[] }).keys) this.secret(key.d);
  }

  secret(text: string): void {
    if (text !== '') this.#secrets.add(text);
  }

  /** Returns every log line that contains a secret, with the service name. The secret itself is truncated. */
  leaks(): { service: string; secret: string; line: string }[] {
    return this.#services.flatMap(({ name, log }) =>
      log.lines.flatMap((line) =>
        [...this.#secrets]
          .filter((secret) => line.includes(secret))
          .map((secret) => ({ service: name, secret: `${secret.slice(0, 6)}…`, line: line.slice(0, 300) })),
      ),
    );
  }

  /** Returns all warnings and the last lines of every service. */
  describe(): string {
    return this.#services
      .map(({ name, log }) => {
        const firstShownIndex = log.lines.length - MAX_SHOWN_LINES;
        const lines = log.lines.filter((line, n) => n >= firstShownIndex || isWarning(line));
        return `--- ${name}: ${lines.length} of ${log.lines.length} lines\n${lines.join('\n')}`;
      })
      .join('\n');
  }
}

/**
 * Returns whether a log line is at least a warning. A line that pino did not write, such as an uncaught error, counts
 * as one.
 */
function isWarning(line: string): boolean {
  const level = /^\{"level":(\d+)/.exec(line)?.[1];
  return level === undefined || Number(level) >= WARN_LEVEL;
}
