import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findProvidedDatabase, findRunningDatabase } from '../../src/backup/find-database.ts';
import { readStartSettings } from '../../src/plan/settings.ts';
import { identifyProcess } from '../../src/supervise/process-identity.ts';

const [SERVICE_URL, OWNER_URL] = ['postgresql://chat@db/kcs', 'postgresql://owner@db/kcs'];

t.test('a backup reads the database that the system uses, as the owner of its tables', async (t) => {
  const find = (env: NodeJS.ProcessEnv) => findProvidedDatabase(readStartSettings('/', [], env));
  t.equal(find({ DATABASE_URL: SERVICE_URL }), SERVICE_URL);
  t.equal(find({ DATABASE_URL: SERVICE_URL, MIGRATION_DATABASE_URL: OWNER_URL }), OWNER_URL);
  t.equal(find({ MIGRATION_DATABASE_URL: OWNER_URL }), undefined, 'the system uses its private database');
});

t.test('after a crash of the system, its database does not count as running', async (t) => {
  const folder = t.testdir();
  const entry = { name: 'postgres', url: OWNER_URL, opsUrl: null, pid: process.pid };
  const writeState = (identity: string | undefined) =>
    writeFileSync(join(folder, 'state.json'), JSON.stringify([{ ...entry, identity }]));
  writeState(identifyProcess(process.pid));
  t.equal(findRunningDatabase({ folder }), OWNER_URL);
  writeState('an earlier process');
  t.equal(findRunningDatabase({ folder }), undefined);
});
