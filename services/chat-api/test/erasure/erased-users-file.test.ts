import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { newId } from '@kcs/service-kit';
import t from 'tap';
import { addErasedUser, readErasedUsers } from '../../src/erasure/erased-users-file.ts';
import { startFixture } from '../support/start-fixture.ts';

t.test('the file of erased users keeps every id (ERASE-3)', async (t) => {
  const { db } = await startFixture(t);
  const path = join(t.testdir(), 'backups', 'erased-users.txt');
  const [ann, bob, cem] = [newId('user'), newId('user'), newId('user')];

  t.test('an incomplete last line does not damage the next id', async (t) => {
    await addErasedUser(db, path, ann);
    await appendFile(path, bob.slice(0, 12));
    await addErasedUser(db, path, bob);
    t.equal(await readFile(path, 'utf8'), `${ann}\n${bob.slice(0, 12)}\n${bob}\n`);
    await writeFile(path, ann);
    await addErasedUser(db, path, bob);
    await addErasedUser(db, path, ann);
    t.same(await readErasedUsers(path), [ann, bob], 'each id is added once');
  });

  t.test('a file that an editor has saved is read, and a damaged line is named', async (t) => {
    await writeFile(path, `\uFEFF${ann}\r\n\r\n  ${bob} \r\n${ann}`);
    t.same(await readErasedUsers(path), [ann, bob]);
    for (const damagedLine of [`${bob}${cem}`, cem.slice(0, 12), `${'\0'.repeat(4)}`]) {
      await writeFile(path, `${ann}\n${damagedLine}\n`);
      await t.rejects(readErasedUsers(path), { message: JSON.stringify(damagedLine) });
    }
    await t.rejects(readErasedUsers(join(path, '..', 'missing.txt')), { code: 'ENOENT' });
  });

  t.test('replicas append one after the other, also on a volume that cannot append atomically', async (t) => {
    await writeFile(path, '');
    let appends: Promise<unknown> = Promise.resolve();
    await db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(${0x6b637337})) AS locked`;
      appends = Promise.all([addErasedUser(db, path, ann), addErasedUser(db, path, bob)]);
      const countWaiting = async () => {
        const [row] = await db.prisma.$queryRaw<[{ count: number }]>`
          SELECT count(*)::integer AS count FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return row.count;
      };
      while ((await countWaiting()) < 2) await setImmediate();
      t.equal(await readFile(path, 'utf8'), '');
    });
    await appends;
    t.same((await readErasedUsers(path)).sort(), [ann, bob].sort());
  });
});
