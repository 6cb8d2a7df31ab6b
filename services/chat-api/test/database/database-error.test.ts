import t from 'tap';
import { isReadOnlyRefusal } from '../../src/database/database-error.ts';
import { mapUnavailableError } from '../../src/database/database-outage.ts';
import { createPrismaError } from './support/prisma-error.ts';

t.test('only SQLSTATE 25006 means that PostgreSQL is read-only', async (t) => {
  t.ok(isReadOnlyRefusal(createPrismaError('25006')));
  t.ok(isReadOnlyRefusal(mapUnavailableError(createPrismaError('25006'))));
  t.notOk(isReadOnlyRefusal(createPrismaError('25P02')));
});
