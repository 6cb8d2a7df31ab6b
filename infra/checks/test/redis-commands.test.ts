import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { REDIS_PERMISSIONS } from '../../../packages/credentials/src/redis/permissions.ts';
import { ROOT } from './support/root.ts';

const SCRIPTS = join(ROOT, 'services/presence/src/registry/lua');

t.test(
  'presence may use every Redis command in its scripts, including the rarely used ones (BUS-5)',
  async (t) => {
    const text = readdirSync(SCRIPTS)
      .map((file) => readFileSync(join(SCRIPTS, file), 'utf8'))
      .join('\n');
    const used = new Set(
      [...text.matchAll(/redis\.p?call\(\s*'(\w+)'/g)].map(([, name]) => name?.toLowerCase()),
    );
    t.ok(used.size > 20, `${used.size} commands`);
    const { commands } = REDIS_PERMISSIONS.presence;
    t.same(
      [...used].filter((name) => !commands.includes(name ?? '')),
      [],
    );
    const clientCommands = ['ping', 'eval', 'evalsha', 'hmget', 'hscan'];
    t.same(
      commands.filter((name) => !used.has(name) && !clientCommands.includes(name)),
      [],
      'and no others',
    );
  },
);
