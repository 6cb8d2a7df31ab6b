import { existsSync } from 'node:fs';
import { findBinaryPath, listPostgresFolders } from '../process/find-binary.ts';
import { findEjabberdFolder, findEjabberdPostgresFolder } from '../process/find-ejabberd.ts';

/** The path at which Debian's package installs the module. */
const NCHAN_MODULE_PATH = '/usr/lib/nginx/modules/ngx_nchan_module.so';

export type ProgramName =
  | 'postgresql'
  | 'redis-server'
  | 'nats-server'
  | 'haproxy'
  | 'chromium'
  | 'ejabberd'
  | 'ejabberd-postgresql'
  | 'nchan'
  | 'prometheus'
  | 'nginx';

/** The Debian and Homebrew package names of each program, and how to check whether the program is installed. */
export const PROGRAM_PACKAGES: Record<
  ProgramName,
  { debian: string; brew: string; isInstalled: () => boolean }
> = {
  postgresql: {
    debian: 'postgresql',
    brew: 'postgresql@16',
    isInstalled: () => listPostgresFolders().length > 0,
  },
  'redis-server': {
    debian: 'redis-server',
    brew: 'redis',
    isInstalled: () => !!findBinaryPath('redis-server'),
  },
  'nats-server': {
    debian: 'nats-server',
    brew: 'nats-server',
    isInstalled: () => !!findBinaryPath('nats-server'),
  },
  haproxy: { debian: 'haproxy', brew: 'haproxy', isInstalled: () => !!findBinaryPath('haproxy') },
  chromium: { debian: 'chromium-headless-shell', brew: 'chromium', isInstalled: () => !!findChromiumPath() },
  // Only the benchmark uses ejabberd, as a peer.
  ejabberd: { debian: 'ejabberd', brew: 'ejabberd', isInstalled: () => !!findEjabberdFolder() },
  'ejabberd-postgresql': {
    debian: 'erlang-p1-pgsql',
    brew: 'ejabberd',
    isInstalled: () => !!findEjabberdPostgresFolder(),
  },
  // Only the benchmark uses Nchan, as a peer. Nchan is a module of nginx, so its package also installs nginx.
  nchan: { debian: 'libnginx-mod-nchan', brew: 'nchan', isInstalled: () => existsSync(NCHAN_MODULE_PATH) },
  // Only the tests of dashboards and alerts use Prometheus. The package also contains promtool.
  prometheus: { debian: 'prometheus', brew: 'prometheus', isInstalled: () => !!findBinaryPath('promtool') },
  // Only the drill of plain round robin uses nginx.
  nginx: { debian: 'nginx', brew: 'nginx', isInstalled: () => !!findBinaryPath('nginx') },
};

/**
 * Returns the path of a browser for tests: Chromium's headless shell, which needs a fifth less CPU time than the whole
 * browser, or an installed Chromium or Chrome. Returns undefined if there is none.
 */
export function findChromiumPath(): string | undefined {
  const linuxBrowserNames = [
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
  ];
  const macBrowserFolders = [
    '/Applications/Chromium.app/Contents/MacOS',
    '/Applications/Google Chrome.app/Contents/MacOS',
  ];
  const macBrowserNames = ['Chromium', 'Google Chrome'];
  return [...linuxBrowserNames, ...macBrowserNames]
    .map((name) => findBinaryPath(name, macBrowserFolders))
    .find(Boolean);
}

/**
 * Returns the path of coturn's TURN server. Returns undefined if it is not installed. Tests use it only if it is
 * present, and nothing installs it.
 */
export const findTurnServerPath = (): string | undefined => findBinaryPath('turnserver');

/** Returns the programs in the list that are not installed. */
export function listMissingPrograms(wanted: readonly ProgramName[]): ProgramName[] {
  return wanted.filter((program) => !PROGRAM_PACKAGES[program].isInstalled());
}
