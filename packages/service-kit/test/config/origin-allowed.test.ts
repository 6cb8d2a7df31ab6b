import t from 'tap';
import { createOriginCheck } from '../../src/index.ts';

const PUBLIC_URL = 'https://chat.school.example';
const FRONT_DOOR_HOST = 'chat.school.example';

t.test(
  'in development without a list of allowed origins, local origins and the front door are allowed (ADDR-4)',
  async (t) => {
    const isOriginAllowed = createOriginCheck({ PUBLIC_URL, NODE_ENV: 'development' });
    for (const origin of [
      'http://localhost:3000',
      'http://127.0.0.1',
      'https://localhost',
      'http://[::1]:8080',
      PUBLIC_URL,
    ])
      t.ok(isOriginAllowed(origin, undefined), origin);
    for (const origin of [
      'http://localhost.evil.example',
      'http://evil.example',
      'null',
      '',
      'http://localhost:3000/x',
    ])
      t.notOk(isOriginAllowed(origin, FRONT_DOOR_HOST), origin);
  },
);

t.test(
  'in development, a page may call the machine that served it, whichever local address that machine has',
  async (t) => {
    const isOriginAllowed = createOriginCheck({ PUBLIC_URL, NODE_ENV: 'development' });
    t.ok(isOriginAllowed('http://192.168.1.7:4500', '192.168.1.7:4500'));
    t.ok(isOriginAllowed('http://Chat.local:4500', 'chat.local:4501'), 'sockets use another port');
    t.ok(isOriginAllowed('http://[fe80::1]:4500', '[fe80::1]:4500'));
    t.notOk(isOriginAllowed('http://evil.example', '192.168.1.7:4500'));
    t.notOk(isOriginAllowed('http://192.168.1.7.evil.example', '192.168.1.7'));
    t.notOk(
      isOriginAllowed('http://chat.evil.example', 'chat.evil.example'),
      'anyone can point this name here',
    );
    t.notOk(isOriginAllowed('null', 'null'));
    t.notOk(createOriginCheck({ PUBLIC_URL, NODE_ENV: 'production' })('http://192.168.1.7', '192.168.1.7'));
    const isListedOriginAllowed = createOriginCheck({
      PUBLIC_URL,
      NODE_ENV: 'development',
      CORS_ORIGINS: ['https://app.example'],
    });
    t.notOk(isListedOriginAllowed('http://192.168.1.7', '192.168.1.7'), 'the list is complete');
  },
);

t.test(
  'with a list of allowed origins, only exactly these origins and the front door are allowed',
  async (t) => {
    const isOriginAllowed = createOriginCheck({
      PUBLIC_URL,
      NODE_ENV: 'development',
      CORS_ORIGINS: ['https://app.example:8443'],
    });
    t.ok(isOriginAllowed('https://app.example:8443', FRONT_DOOR_HOST));
    t.ok(isOriginAllowed(PUBLIC_URL, FRONT_DOOR_HOST));
    for (const origin of [
      'http://localhost:3000',
      'https://app.example',
      'http://app.example:8443',
      'https://x.app.example:8443',
    ])
      t.notOk(isOriginAllowed(origin, FRONT_DOOR_HOST), origin);
  },
);

t.test('in production without a list of allowed origins, only the front door is allowed', async (t) => {
  const isOriginAllowed = createOriginCheck({ PUBLIC_URL: `${PUBLIC_URL}/`, NODE_ENV: 'production' });
  t.ok(isOriginAllowed(PUBLIC_URL, FRONT_DOOR_HOST));
  t.notOk(isOriginAllowed('http://localhost:3000', FRONT_DOOR_HOST));
});

t.test(
  'the origin of an app shell is allowed only if it is listed exactly, and `null` is never allowed',
  async (t) => {
    const listedOrigins = ['capacitor://localhost', 'app://-', 'chrome-extension://aaaabbbb'];
    for (const NODE_ENV of ['development', 'production']) {
      const isOriginAllowed = createOriginCheck({ PUBLIC_URL, NODE_ENV, CORS_ORIGINS: listedOrigins });
      for (const origin of listedOrigins) t.ok(isOriginAllowed(origin, FRONT_DOOR_HOST), origin);
      for (const origin of [
        'null',
        'ionic://localhost',
        'capacitor://localhost.evil.example',
        'capacitor://localhost:80',
        'capacitor:',
        'app://',
        'app://-x',
        'chrome-extension://aaaa',
      ])
        t.notOk(isOriginAllowed(origin, FRONT_DOOR_HOST), origin);
    }
  },
);

t.test(
  "the front door's host is also allowed with the port of the request, because native clients send that port",
  async (t) => {
    for (const PUBLIC_URL of ['https://chat.example', 'https://chat.example:8443']) {
      const isOriginAllowed = createOriginCheck({ PUBLIC_URL, NODE_ENV: 'production' });
      t.ok(isOriginAllowed('https://chat.example:4501', 'chat.example:4501'));
      t.ok(isOriginAllowed('https://chat.example:4501', 'Chat.Example:4501'), 'hosts have no case');
      t.notOk(isOriginAllowed('https://chat.example:4501', 'chat.example:4502'), 'another port');
      t.notOk(isOriginAllowed('https://chat.example:4501', undefined));
      t.notOk(isOriginAllowed('http://chat.example:4501', 'chat.example:4501'), 'another scheme');
      t.notOk(
        isOriginAllowed('https://evil.example:4501', 'evil.example:4501'),
        'anyone can point this name here',
      );
      t.notOk(isOriginAllowed('https://x.chat.example:4501', 'x.chat.example:4501'));
      t.notOk(isOriginAllowed('null', 'chat.example:4501'));
    }
  },
);
