import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startPostgres } from '../../src/index.ts';
import { createReachableFolder, findPostgresUser } from '../../src/servers/postgres-user.ts';

t.test(
  "as root, PostgreSQL's data is always in the same folder, which PostgreSQL can access",
  { skip: process.getuid?.() !== 0 },
  async (t) => {
    const lockedFolder = mkdtempSync('/tmp/kcs-locked-');
    const wantedFolder = join(lockedFolder, 'repository', 'postgres');
    mkdirSync(join(lockedFolder, 'repository'), { mode: 0o700 });
    const createdFolder = createReachableFolder(wantedFolder, findPostgresUser());
    t.teardown(() => {
      rmSync(lockedFolder, { recursive: true });
      rmSync(createdFolder, { recursive: true });
    });
    t.notOk(createdFolder.startsWith(lockedFolder));
    t.equal(createReachableFolder(wantedFolder, findPostgresUser()), createdFolder);
    const server = await startPostgres({ dir: wantedFolder });
    await server.stop();
  },
);
