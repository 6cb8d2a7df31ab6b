import t from 'tap';
import { originAllowed } from '../src/index.ts';

const PUBLIC_URL = 'https://chat.school.example';

t.test('in development without a list, any local origin and the front door are allowed', async (t) => {
  const allowed = originAllowed({ PUBLIC_URL, NODE_ENV: 'development' });
  for (const origin of [
    'http://localhost:3000',
    'http://127.0.0.1',
    'https://localhost',
    'http://[::1]:8080',
    PUBLIC_URL,
  ])
    t.ok(allowed(origin), origin);
  for (const origin of [
    'http://localhost.evil.example',
    'http://evil.example',
    'null',
    '',
    'http://localhost:3000/x',
  ])
    t.notOk(allowed(origin), origin);
});

t.test('a list is exact, and the front door is always in it', async (t) => {
  const allowed = originAllowed({
    PUBLIC_URL,
    NODE_ENV: 'development',
    CORS_ORIGINS: ['https://app.example:8443'],
  });
  t.ok(allowed('https://app.example:8443'));
  t.ok(allowed(PUBLIC_URL));
  for (const origin of [
    'http://localhost:3000',
    'https://app.example',
    'http://app.example:8443',
    'https://x.app.example:8443',
  ])
    t.notOk(allowed(origin), origin);
});

t.test('production without a list allows the front door only', async (t) => {
  const allowed = originAllowed({ PUBLIC_URL: `${PUBLIC_URL}/`, NODE_ENV: 'production' });
  t.ok(allowed(PUBLIC_URL));
  t.notOk(allowed('http://localhost:3000'));
});
