import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { REDIS_PERMISSIONS } from '../../../packages/credentials/src/redis/permissions.ts';
import { ROOT } from './support/root.ts';

const LUA_FOLDER = join(ROOT, 'services/presence/src/registry/lua');

t.test(
  'the Redis user of presence may run exactly the commands that presence needs, including the rarely used ones (BUS-5)',
  async (t) => {
    const luaSource = readdirSync(LUA_FOLDER)
      .map((file) => readFileSync(join(LUA_FOLDER, file), 'utf8'))
      .join('\n');
    const usedCommands = new Set(
      [...luaSource.matchAll(/redis\.p?call\(\s*'(\w+)'/g)].map(([, name]) => name?.toLowerCase()),
    );
    t.ok(usedCommands.size > 20, `${usedCommands.size} commands`);
    const { commands } = REDIS_PERMISSIONS.presence;
    t.same(
      [...usedCommands].filter((name) => !commands.includes(name ?? '')),
      [],
    );
    const clientCommands = ['ping', 'eval', 'evalsha', 'hmget', 'hscan'];
    t.same(
      commands.filter((name) => !usedCommands.has(name) && !clientCommands.includes(name)),
      [],
      'and no others',
    );
  },
);
