import type { ServiceProcess } from '../processes/service-process.ts';
import type { Secrets } from './secrets.ts';

const SHOWN_LINES = 40;
const WARNING = 40;

const isWarning = (line: string): boolean => {
  const level = /^\{"level":(\d+)/.exec(line)?.[1];
  return level === undefined || Number(level) >= WARNING;
};

/** Looks through what the services wrote. */
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

  /** Which service wrote a secret, in which line; the secret itself is cut short. */
  leaks(): { service: string; secret: string; line: string }[] {
    return this.#services.flatMap(({ name, log }) =>
      log.lines.flatMap((line) =>
        [...this.#secrets]
          .filter((secret) => line.includes(secret))
          .map((secret) => ({ service: name, secret: `${secret.slice(0, 6)}…`, line: line.slice(0, 300) })),
      ),
    );
  }

  /** All warnings, and the last lines whatever they are. */
  describe(): string {
    return this.#services
      .map(({ name, log }) => {
        const recent = log.lines.length - SHOWN_LINES;
        const lines = log.lines.filter((line, n) => n >= recent || isWarning(line));
        return `--- ${name}: ${lines.length} of ${log.lines.length} lines\n${lines.join('\n')}`;
      })
      .join('\n');
  }
}
