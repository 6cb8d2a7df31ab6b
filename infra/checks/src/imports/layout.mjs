/**
 * Who may import whom.
 *
 * `imports`: packages of ours that the package's `src` may import, by name. Its tests may import any package that is
 * not a service.
 * `folders`: the direct children of `src` from top to bottom. A folder or file imports only what stands below it.
 * Every child must be listed; without the list only cycles are forbidden.
 *
 * @typedef {{ imports: readonly string[], folders?: readonly string[] }} PackageLayout
 * @type {Readonly<Record<string, PackageLayout>>}
 */
export const PACKAGES = {
  'packages/contracts': { imports: [] },
  'packages/private-servers': { imports: [] },
  'packages/auth': { imports: ['contracts'] },
  'packages/service-kit': { imports: ['contracts'] },
  'packages/chat-client': { imports: ['contracts'] },
  'packages/testkit': {
    imports: ['auth', 'chat-client', 'contracts', 'private-servers', 'service-kit', 'local'],
  },
  'services/chat-api': { imports: ['auth', 'contracts', 'service-kit'] },
  'services/realtime-gateway': { imports: ['auth', 'contracts', 'service-kit'] },
  'services/presence': { imports: ['contracts', 'service-kit'] },
  'services/web': { imports: ['chat-client', 'contracts'] },
  'infra/bundle-service': { imports: [] },
  'infra/docker': { imports: [] },
  'infra/local': { imports: ['bundle-service', 'private-servers'] },
  'infra/chaos': { imports: ['chat-client', 'contracts', 'local', 'private-servers', 'testkit'] },
  'infra/system-tests': { imports: [] },
  'infra/test-runner': { imports: ['bundle-service', 'private-servers'] },
  'infra/checks': { imports: [] },
};

/** Tests that look at the repository as a whole, so they may read the insides of any package. */
export const REPOSITORY_TESTS = 'infra/checks/test';
