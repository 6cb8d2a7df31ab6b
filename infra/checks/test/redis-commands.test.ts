import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { REDIS_PERMISSIONS } from '../../../packages/credentials/src/redis/permissions.ts';
import { REPOSITORY_ROOT } from './support/root.ts';

/** The folders of each service's Lua scripts, and the commands that the service sends directly. */
const REDIS_USAGE_BY_SERVICE = {
  presence: {
    folders: ['services/presence/src/registry/lua'],
    clientCommands: ['ping', 'cluster|nodes', 'eval', 'evalsha', 'hmget', 'hscan'],
  },
  'realtime-gateway': {
    folders: [
      'services/realtime-gateway/src/meetings/lua',
      'services/realtime-gateway/src/forwarding/scripts',
      'services/realtime-gateway/src/samples/sample-scripts',
    ],
    clientCommands: [
      ...['ping', 'cluster|nodes', 'eval', 'evalsha', 'multi', 'exec', 'incrby', 'pexpire'],
      ...['spublish', 'ssubscribe', 'sunsubscribe'],
    ],
  },
} as const;

for (const [service, { folders, clientCommands }] of Object.entries(REDIS_USAGE_BY_SERVICE)) {
  t.test(
    `the Redis user of ${service} may run exactly the commands that the service needs, including the rarely used ones (BUS-5)`,
    async (t) => {
      const luaSource = folders
        .flatMap((folder) => readdirSync(join(REPOSITORY_ROOT, folder)).map((file) => join(folder, file)))
        .map((file) => readFileSync(join(REPOSITORY_ROOT, file), 'utf8'))
        .join('\n');
      const luaCommands = new Set(
        [...luaSource.matchAll(/redis\.p?call\(\s*'(\w+)'/g)].map(([, name]) => name?.toLowerCase()),
      );
      t.ok(luaCommands.size > 10, `${luaCommands.size} commands`);
      const { commands } = REDIS_PERMISSIONS[service as keyof typeof REDIS_USAGE_BY_SERVICE];
      t.same(
        [...luaCommands].filter((name) => !commands.includes(name ?? '')),
        [],
      );
      const directCommands: readonly string[] = clientCommands;
      t.same(
        commands.filter((name) => !luaCommands.has(name) && !directCommands.includes(name)),
        [],
        'and no others',
      );
    },
  );
}
