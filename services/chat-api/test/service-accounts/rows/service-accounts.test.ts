import { newId } from '@kcs/service-kit';
import t from 'tap';
import { findAccountByName } from '../../../src/service-accounts/rows/service-accounts.ts';
import { startFixture } from '../../support/start-fixture.ts';

t.test('an account can be found by its name even after it was deactivated', async (t) => {
  const { prisma } = (await startFixture(t)).db;
  const account = {
    ...{
      id: newId('svc'),
      name: 'homework',
      scopes: ['notifications:write'],
      active: false,
      botUserId: null,
    },
    ...{ documentsPerSecond: 5, documentsPerDay: null, recipientsPerDay: 1_000 },
  };
  await prisma.serviceAccount.create({ data: { ...account, createdBy: newId('user') } });
  t.same(await findAccountByName(prisma, 'homework'), account);
  t.equal(await findAccountByName(prisma, 'sms'), undefined);
});
