import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The variables that npm sets for the processes it starts. They would change how nested npm and pnpm commands behave,
 * and the services would inherit them.
 */
const NPM_VARIABLE_PATTERN = /^(npm_|PNPM_|INIT_CWD$|NODE$|COLOR$|EDITOR$)/;
/** The npm settings that determine how the user reaches the package registry. */
const REGISTRY_SETTING_PATTERN = /^npm_config_(registry|cafile|ca|https?_?-?proxy|proxy|noproxy|strict_ssl)$/;
const SYSTEM_CERTIFICATE_FILES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];

/** Returns the environment for the services: the given variables, except those that npm added. */
export function removeNpmVariables(env) {
  const keptVariableEntries = Object.entries(env).filter(
    ([name]) => !NPM_VARIABLE_PATTERN.test(name) || isVariableSetByUser(name, env),
  );
  return Object.fromEntries(keptVariableEntries);
}

function isVariableSetByUser(name, env) {
  // Variables such as NODE, COLOR, and EDITOR come from npm only if npm started this program. If it did not, the user
  // set them.
  return !name.startsWith('npm_') && !env.npm_lifecycle_event;
}

/**
 * Returns the environment for npm, pnpm, turbo, and the programs that they run. `tools` is the folder that contains
 * pnpm.
 */
export function createToolEnvironment(env, { folder, tools }) {
  const toolEnvironment = { ...removeNpmVariables(env) };
  for (const [name, value] of Object.entries(env))
    if (REGISTRY_SETTING_PATTERN.test(name)) toolEnvironment[name] = value;
  // Builds need the development dependencies, which pnpm would skip if NODE_ENV were "production".
  delete toolEnvironment.NODE_ENV;
  toolEnvironment.PATH = [tools, dirname(process.execPath), env.PATH].filter(Boolean).join(':');
  toolEnvironment.HOME = findWritableHome(env.HOME, folder);
  // The system's list of certificates can include the certificate authority of a company's proxy. Node's built-in list
  // does not include it.
  toolEnvironment.NODE_EXTRA_CA_CERTS ??= SYSTEM_CERTIFICATE_FILES.find((file) => existsSync(file)) ?? '';
  if (!toolEnvironment.NODE_EXTRA_CA_CERTS) delete toolEnvironment.NODE_EXTRA_CA_CERTS;
  return {
    ...toolEnvironment,
    // `CI` keeps tools from asking questions.
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

/** Returns the user's home folder. If it is missing or not writable, returns a folder in `.kcs` instead. */
function findWritableHome(home, folder) {
  try {
    accessSync(home, constants.W_OK);
    return home;
  } catch {
    const fallbackHome = join(folder, 'home');
    mkdirSync(fallbackHome, { recursive: true });
    return fallbackHome;
  }
}
