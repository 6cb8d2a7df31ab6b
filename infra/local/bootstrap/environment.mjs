import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What npm adds to its children's environment would configure their npm and pnpm, and end up in the services. */
const NPM_ADDITIONS = /^(npm_|PNPM_|INIT_CWD$|NODE$|COLOR$|EDITOR$)/;
/** But how to reach the registry is the user's own word. */
const REGISTRY_SETTINGS = /^npm_config_(registry|cafile|ca|https?_?-?proxy|proxy|noproxy|strict_ssl)$/;
const SYSTEM_CERTIFICATES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];

/** Our own environment without npm's additions: what services get. */
export function ownEnvironment(env) {
  const kept = Object.entries(env).filter(([name]) => !NPM_ADDITIONS.test(name) || wasGivenByUser(name, env));
  return Object.fromEntries(kept);
}

function wasGivenByUser(name, env) {
  // Under npm NODE, COLOR and EDITOR are npm's; started directly they are somebody's own.
  return !name.startsWith('npm_') && !env.npm_lifecycle_event;
}

/** The environment of npm, pnpm, turbo and what they run. `tools` is the folder of pnpm's program. */
export function toolEnvironment(env, { folder, tools }) {
  const tool = { ...ownEnvironment(env) };
  for (const [name, value] of Object.entries(env)) if (REGISTRY_SETTINGS.test(name)) tool[name] = value;
  // Development packages are needed to build, also for NODE_ENV=production.
  delete tool.NODE_ENV;
  tool.PATH = [tools, dirname(process.execPath), env.PATH].filter(Boolean).join(':');
  tool.HOME = usableHome(env.HOME, folder);
  // npm's own list of authorities does not know a company's proxy; the system's does.
  tool.NODE_EXTRA_CA_CERTS ??= SYSTEM_CERTIFICATES.find((file) => existsSync(file)) ?? '';
  if (!tool.NODE_EXTRA_CA_CERTS) delete tool.NODE_EXTRA_CA_CERTS;
  return {
    ...tool,
    // Nobody is there to answer a question.
    CI: 'true',
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    NO_UPDATE_NOTIFIER: '1',
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
}

function usableHome(home, folder) {
  try {
    accessSync(home, constants.W_OK);
    return home;
  } catch {
    const own = join(folder, 'home');
    mkdirSync(own, { recursive: true });
    return own;
  }
}
