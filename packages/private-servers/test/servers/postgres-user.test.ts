import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startPostgres } from '../../src/index.ts';
import { createReachableFolder, findPostgresUser } from '../../src/servers/postgres-user.ts';

t.test(
  "as root, PostgreSQL's data is always in the same folder, which PostgreSQL can access",
  { skip: process.getuid?.() !== 0 },
  async (t) => {
    const locked = mkdtempSync('/tmp/kcs-locked-');
    const wanted = join(locked, 'repository', 'postgres');
    mkdirSync(join(locked, 'repository'), { mode: 0o700 });
    const found = createReachableFolder(wanted, findPostgresUser());
    t.teardown(() => {
      rmSync(locked, { recursive: true });
      rmSync(found, { recursive: true });
    });
    t.notOk(found.startsWith(locked));
    t.equal(createReachableFolder(wanted, findPostgresUser()), found);
    const server = await startPostgres({ dir: wanted });
    await server.stop();
  },
);
