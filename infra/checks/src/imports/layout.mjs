/**
 * Defines which packages and folders may import each other.
 *
 * - `imports` lists those packages of this repository that the package's `src` may import. The package's tests may
 *   import all packages, but no other service.
 * - `folders` lists every direct child of `src`, from top to bottom. A child may import only children that are listed
 *   below it. In a package without `folders`, imports may go in any direction, but cycles are still forbidden.
 *
 * @typedef {{ imports: readonly string[], folders?: readonly string[] }} PackageLayout
 * @type {Readonly<Record<string, PackageLayout>>}
 */
export const PACKAGES = {
  'packages/contracts': { imports: [] },
  'packages/credentials': {
    imports: ['contracts'],
    folders: ['index.ts', 'store', 'credentials.ts', 'redis', 'nats', 'services.ts'],
  },
  'packages/private-servers': {
    imports: [],
    folders: ['index.ts', 'servers', 'install', 'ports', 'process', 'start-error.ts'],
  },
  'packages/auth': { imports: ['contracts'] },
  'packages/service-kit': {
    imports: ['contracts'],
    folders: [
      'index.ts',
      'bus',
      'health',
      'life',
      'redis',
      'new-id.ts',
      'waiting.ts',
      'unreachable-error.ts',
      'logging',
      'stoppable.ts',
      'config',
      'validation',
    ],
  },
  'packages/chat-client': {
    imports: ['contracts'],
    folders: ['index.ts', 'node.ts', 'chat', 'realtime', 'state', 'outbox', 'session', 'time', 'api'],
  },
  'packages/testkit': {
    imports: ['auth', 'chat-client', 'contracts', 'credentials', 'private-servers', 'service-kit', 'local'],
    folders: [
      'index.ts',
      'system',
      'browser',
      'people',
      'servers',
      'eventually.ts',
      'processes',
      'sockets',
      'untyped.ts',
      'network',
      'test-context.ts',
    ],
  },
  'services/chat-api': {
    imports: ['auth', 'contracts', 'service-kit'],
    folders: [
      'seed-demo.ts',
      'main.ts',
      'migrate.ts',
      'app.ts',
      'demo',
      'http',
      'bus',
      'create-identity.ts',
      'upkeep',
      'meetings',
      'rooms',
      'identity',
      'log',
      'limits',
      'config',
      'database',
      'input',
    ],
  },
  'services/realtime-gateway': {
    imports: ['auth', 'contracts', 'service-kit'],
    folders: [
      'main.ts',
      'app.ts',
      'gateway.ts',
      'compose-consumer.ts',
      'compose-presence.ts',
      'compose-connections.ts',
      'compose-sequencer.ts',
      'compose-delivery.ts',
      'compose-meetings.ts',
      'compose-sockets.ts',
      'follow-connections.ts',
      'notices',
      'token-verifier.ts',
      'handlers',
      'presence-link',
      'sessions',
      'gateway-context.ts',
      'bus-client.ts',
      'config.ts',
      'gateway-metrics.ts',
      'consume',
      'transport',
      'relay',
      'sequencer',
      'typing',
      'meetings',
      'delivery',
      'membership',
      'health',
      'sockets',
    ],
  },
  'services/presence': {
    imports: ['contracts', 'service-kit'],
    folders: [
      'main.ts',
      'app.ts',
      'notices',
      'bus',
      'config.ts',
      'presence-metrics.ts',
      'leases',
      'rules',
      'registry',
    ],
  },
  'services/web': {
    imports: ['chat-client', 'contracts'],
    folders: [
      'main.tsx',
      'app.tsx',
      'session',
      'login',
      'layout',
      'room',
      'account',
      'room-list',
      'search',
      'members',
      'timeline',
      'composer',
      'theme',
      'typing',
      'people',
      'system-messages',
      'toasts',
      'notifications',
      'message-text',
      'chat',
      'ui',
    ],
  },
  'infra/bundle-service': { imports: [] },
  'infra/compose-secrets': { imports: ['credentials'] },
  'infra/docker': { imports: [] },
  'infra/local': {
    imports: ['bundle-service', 'credentials', 'private-servers'],
    folders: ['start', 'dev', 'plan', 'supervise'],
  },
  'infra/chaos': {
    imports: ['chat-client', 'contracts', 'local', 'private-servers', 'testkit'],
    folders: [
      'index.ts',
      'chaos.ts',
      'sections',
      'senders',
      'faults',
      'report',
      'clients',
      'school',
      'judge',
      'plan',
    ],
  },
  'infra/bench': {
    imports: ['private-servers', 'testkit'],
    folders: ['index.ts', 'drill.ts', 'drills', 'measure', 'school'],
  },
  'infra/system-tests': { imports: [] },
  'infra/test-runner': {
    imports: ['bundle-service', 'credentials', 'private-servers'],
    folders: ['index.ts', 'watch', 'run', 'bundle'],
  },
  'infra/checks': { imports: [] },
};

/**
 * The folder of the tests that check the whole repository. These tests may import the internal files of every package.
 */
export const REPOSITORY_TESTS = 'infra/checks/test';
