import t from 'tap';
import Type from 'typebox';
import { routePattern } from '../../../src/http/plugins/not-found.ts';
import { socketSources } from '../../../src/http/plugins/security-headers.ts';
import { coerceQuery } from '../../../src/http/validation/coerce-query.ts';
import { addressKey } from '../../../src/identity/login/address-key.ts';
import { judgeRefresh, REFRESH_GRACE_MS } from '../../../src/identity/rules/judge-refresh.ts';
import { decodeCursor, encodeCursor } from '../../../src/input/cursor.ts';

const now = new Date('2026-01-31T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const verdicts: [string, Parameters<typeof judgeRefresh>, string][] = [
  ['the current one', [{ generation: 5, rotatedAt: ago(1), alive: true }, 5, now], 'rotate'],
  ['the current one after years', [{ generation: 5, rotatedAt: ago(1e11), alive: true }, 5, now], 'rotate'],
  ['the previous at once', [{ generation: 5, rotatedAt: ago(0), alive: true }, 4, now], 'repeat'],
  [
    'the previous at 60 s',
    [{ generation: 5, rotatedAt: ago(REFRESH_GRACE_MS), alive: true }, 4, now],
    'repeat',
  ],
  [
    'the previous after 60 s',
    [{ generation: 5, rotatedAt: ago(REFRESH_GRACE_MS + 1), alive: true }, 4, now],
    'reuse',
  ],
  ['one older', [{ generation: 5, rotatedAt: ago(0), alive: true }, 3, now], 'reuse'],
  ['one that is not made yet', [{ generation: 5, rotatedAt: ago(0), alive: true }, 6, now], 'refuse'],
  ['any of an ended session', [{ generation: 5, rotatedAt: ago(0), alive: false }, 5, now], 'refuse'],
  ['an old one of an ended session', [{ generation: 5, rotatedAt: ago(0), alive: false }, 1, now], 'refuse'],
  ['one of no session', [undefined, 1, now], 'refuse'],
];
for (const [name, input, verdict] of verdicts) {
  t.test(`a refresh token is judged: ${name} → ${verdict}`, async (t) =>
    t.equal(judgeRefresh(...input), verdict),
  );
}

const addresses: [string, string][] = [
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::9', '2001:db8:1:2'],
  ['2001:0db8:0001:0002::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['2001:db8::1:0:0:1', '2001:db8:0:0'],
];
for (const [address, key] of addresses) {
  t.test(`one household is one address: ${address} → ${key}`, async (t) => t.equal(addressKey(address), key));
}

t.test('a query’s text is read exactly, or left for validation to refuse', async (t) => {
  const read = coerceQuery(
    Type.Object({
      limit: Type.Integer({ default: 50 }),
      after: Type.Optional(Type.Integer()),
      unread: Type.Optional(Type.Boolean()),
      q: Type.Optional(Type.String()),
    }),
  );
  t.same(read({}), { limit: 50 });
  t.same(read(undefined), { limit: 50 });
  t.same(read({ limit: '7', after: '-1', unread: 'true', q: '12' }), {
    limit: 7,
    after: -1,
    unread: true,
    q: '12',
  });
  const odd = { limit: '7.5', after: '0x10', unread: '1', other: '9' };
  t.same(read(odd), odd);
  for (const limit of ['', ' 7', '1e3', '7abc', '9'.repeat(30)]) t.same(read({ limit }), { limit });
  t.same(read({ limit: ['1', '2'] }), { limit: ['1', '2'] });
});

t.test('a cursor survives its way and nothing else passes for one', async (t) => {
  t.same(decodeCursor(encodeCursor(['Ä "b"', 'user_1']), 2), ['Ä "b"', 'user_1']);
  const foreign = [
    encodeCursor(['a']),
    encodeCursor(['a', 'b', 'c']),
    'x',
    '',
    '%00',
    encodeCursor(['a', '\0']),
  ];
  for (const cursor of [...foreign, Buffer.from('[1,2]').toString('base64url')]) {
    t.throws(() => decodeCursor(cursor, 2), { code: 'VALIDATION_FAILED', details: [{ field: '/cursor' }] });
  }
});

t.test('a route’s address with parameters matches its paths alone', async (t) => {
  const pattern = routePattern('/api/v1/chat/rooms/:id/members/:user_id');
  t.ok(pattern.test('/api/v1/chat/rooms/a/members/b'));
  for (const path of ['/api/v1/chat/rooms/a/members', '/api/v1/chat/rooms/a/members/b/c', '/x'])
    t.notOk(pattern.test(path));
  t.notOk(routePattern('/a.b').test('/axb'));
});

t.test('pages may open sockets at the front door and the port after it', async (t) => {
  t.same(socketSources({ PUBLIC_URL: 'https://chat.school.example', NODE_ENV: 'production' }), [
    'https://chat.school.example:443',
    'https://chat.school.example:444',
    'wss://chat.school.example:443',
    'wss://chat.school.example:444',
  ]);
  const local = socketSources({ PUBLIC_URL: 'http://localhost:4500', NODE_ENV: 'development' });
  t.ok(local.includes('ws://127.0.0.1:4501') && local.includes('ws://localhost:4501'));
});
