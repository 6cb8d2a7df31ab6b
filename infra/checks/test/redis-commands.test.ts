import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { REDIS_PERMISSIONS } from '../../../packages/credentials/src/redis/permissions.ts';
import { ROOT } from './support/root.ts';

/** The folder of each service's Lua scripts, and the commands that the service sends directly. */
const SERVICES = {
  presence: {
    folder: 'services/presence/src/registry/lua',
    clientCommands: ['ping', 'eval', 'evalsha', 'hmget', 'hscan'],
  },
  'realtime-gateway': {
    folder: 'services/realtime-gateway/src/meetings/lua',
    clientCommands: [
      ...['ping', 'eval', 'evalsha', 'multi', 'exec', 'incrby', 'pexpire'],
      ...['spublish', 'ssubscribe', 'sunsubscribe'],
    ],
  },
} as const;

for (const [service, { folder, clientCommands }] of Object.entries(SERVICES)) {
  t.test(
    `the Redis user of ${service} may run exactly the commands that the service needs, including the rarely used ones (BUS-5)`,
    async (t) => {
      const luaSource = readdirSync(join(ROOT, folder))
        .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'))
        .join('\n');
      const usedCommands = new Set(
        [...luaSource.matchAll(/redis\.p?call\(\s*'(\w+)'/g)].map(([, name]) => name?.toLowerCase()),
      );
      t.ok(usedCommands.size > 10, `${usedCommands.size} commands`);
      const { commands } = REDIS_PERMISSIONS[service as keyof typeof SERVICES];
      t.same(
        [...usedCommands].filter((name) => !commands.includes(name ?? '')),
        [],
      );
      const otherCommands: readonly string[] = clientCommands;
      t.same(
        commands.filter((name) => !usedCommands.has(name) && !otherCommands.includes(name)),
        [],
        'and no others',
      );
    },
  );
}
