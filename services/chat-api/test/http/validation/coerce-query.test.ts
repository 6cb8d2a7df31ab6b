import t from 'tap';
import Type from 'typebox';
import { createQueryCoercer } from '../../../src/http/validation/coerce-query.ts';

t.test('a query parameter is converted to a number or boolean only if the conversion is exact', async (t) => {
  const coerceTestQuery = createQueryCoercer(
    Type.Object({
      limit: Type.Integer({ default: 50 }),
      after: Type.Optional(Type.Integer()),
      unread: Type.Optional(Type.Boolean()),
      q: Type.Optional(Type.String()),
    }),
  );
  t.same(coerceTestQuery({}), { limit: 50 });
  t.same(coerceTestQuery(undefined), { limit: 50 });
  t.same(coerceTestQuery({ limit: '7', after: '-1', unread: 'true', q: '12' }), {
    limit: 7,
    after: -1,
    unread: true,
    q: '12',
  });
  const unconvertibleQuery = { limit: '7.5', after: '0x10', unread: '1', other: '9' };
  t.same(coerceTestQuery(unconvertibleQuery), unconvertibleQuery);
  for (const limit of ['', ' 7', '1e3', '7abc', '9'.repeat(30)])
    t.same(coerceTestQuery({ limit }), { limit });
  t.same(coerceTestQuery({ limit: ['1', '2'] }), { limit: ['1', '2'] });
});
