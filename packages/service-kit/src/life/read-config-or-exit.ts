import { ConfigError } from '../config/load-config.ts';
import { redactUrl } from '../config/redact-url.ts';

/** Returns the configuration. Exits the process if the configuration is not usable, or if `--check-config` is given. */
export function readConfigOrExit<C>(name: string, readConfig: () => C): C {
  try {
    const config = readConfig();
    if (!process.argv.includes('--check-config')) return config;
    process.stderr.write(`${name}: the configuration is usable.\n`);
    process.exit(0);
  } catch (error) {
    process.stderr.write(
      `${name}: ${error instanceof ConfigError ? error.message : redactUrl(String(error))}\n`,
    );
    process.exit(1);
  }
}
