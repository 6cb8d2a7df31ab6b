import fc from 'fast-check';
import t from 'tap';
import { readNatsUrl, readPostgresUrl, readRedisUrl, ServerUrlError } from '../../src/config/server-urls.ts';

/** Characters that people use in passwords, including every character with a special meaning in URLs. */
const passwordArbitrary = fc.string({
  unit: fc.constantFrom(...'aZ9@:/?#%&=+ ,"\'[]{}|^~ü€'),
  minLength: 1,
  maxLength: 20,
});

const getProblem = (read: () => unknown): string => {
  try {
    read();
    return '';
  } catch (error) {
    if (error instanceof ServerUrlError) return error.message;
    throw error;
  }
};

t.test('a percent-encoded user and password in a server URL are decoded', async (t) => {
  fc.assert(
    fc.property(passwordArbitrary, passwordArbitrary, (user, pass) => {
      const userinfo = `${encodeURIComponent(user)}:${encodeURIComponent(pass)}`;
      t.same(readNatsUrl(`nats://${userinfo}@host:4222`).credentials, { user, pass });
      t.equal(readRedisUrl(`redis://${userinfo}@host:6379/0`).password, pass);
      t.equal(readPostgresUrl(`postgresql://${userinfo}@host/kcs`).password, pass);
    }),
  );
});

t.test(
  'a password that is not percent-encoded is either read unchanged or refused without being shown',
  async (t) => {
    fc.assert(
      fc.property(passwordArbitrary, (pass) => {
        const passwordWithMarkers = `s3${pass}x9`;
        for (const [read, url] of [
          [readRedisUrl, `redis://user:${passwordWithMarkers}@host:6379`],
          [readPostgresUrl, `postgresql://user:${passwordWithMarkers}@host/kcs`],
          [
            (text: string) => ({ password: (readNatsUrl(text).credentials as { pass: string }).pass }),
            `nats://user:${passwordWithMarkers}@host`,
          ],
        ] as const) {
          let foundPassword: string | undefined;
          const problem = getProblem(() => {
            foundPassword = read(url).password;
          });
          if (problem === '')
            t.ok(
              foundPassword === passwordWithMarkers ||
                foundPassword === decodeURIComponent(passwordWithMarkers),
              url,
            );
          else t.notOk(problem.includes('s3') || problem.includes('x9'), problem);
        }
      }),
    );
  },
);

t.test(
  'in NATS_URL, a user without a password is a token, and all servers have the same credentials',
  async (t) => {
    t.same(readNatsUrl('nats://s3cr3t%2F@one:4222,nats://two'), {
      servers: ['one:4222', 'two'],
      tls: false,
      credentials: { token: 's3cr3t/' },
    });
    t.same(readNatsUrl('nats://user:@one').credentials, { user: 'user', pass: '' });
    t.same(readNatsUrl('tls://user:pw@one, tls://user:pw@[::1]:4222'), {
      servers: ['one', '[::1]:4222'],
      tls: true,
      credentials: { user: 'user', pass: 'pw' },
    });
  },
);

t.test('every TLS setting in a server URL is either enforced or refused', async (t) => {
  const refusedUrls: [read: (text: string) => unknown, url: string, problem: RegExp][] = [
    [readNatsUrl, 'tls://one,nats://two', /mixes/],
    [readNatsUrl, 'nats://one?tls=true', /neither a path nor parameters/],
    [readNatsUrl, 'wss://one', /must start with nats:\/\/ or tls:\/\//],
    [readNatsUrl, 'TLS://one', /must start/],
    [readRedisUrl, 'redis://host?ssl=true', /use rediss:\/\//i],
    [readRedisUrl, 'redis://host/0?tls=1', /use rediss:\/\//i],
    [readRedisUrl, 'redis+tls://host', /must start/],
    [readPostgresUrl, 'postgres://host/kcs?sslmode=Require', /sslmode=verify-full/],
    [readPostgresUrl, 'postgres://host/kcs?sslmode=required', /sslmode/],
    [readPostgresUrl, 'postgres://host/kcs?sslmode=', /sslmode/],
    [readPostgresUrl, 'postgres://host/kcs?sslMode=require', /sslMode/],
    [readPostgresUrl, 'postgres://host/kcs?ssl_mode=require', /ssl_mode/],
    [readPostgresUrl, 'postgres://host/kcs?tls=true', /tls/],
    [readPostgresUrl, 'postgres://host/kcs?ssl=yes', /ssl/],
    [readPostgresUrl, 'postgres://host/kcs?sslmode=require&sslmode=off', /sslmode/],
  ];
  for (const [read, url, problem] of refusedUrls)
    t.match(
      getProblem(() => read(url)),
      problem,
      url,
    );
  for (const mode of ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'])
    t.equal(
      getProblem(() => readPostgresUrl(`postgres://host/kcs?sslmode=${mode}`)),
      '',
      mode,
    );
});

t.test('a server URL that our client libraries would misread is refused', async (t) => {
  const refusedUrls: [read: (text: string) => unknown, url: string, problem: RegExp][] = [
    [readNatsUrl, 'nats://a:b@one,nats://c:d@two', /different credentials/],
    [readNatsUrl, 'nats://:pw@one', /password without a user/],
    [readNatsUrl, 'nats://user:12/34@one', /percent-encode/],
    [readNatsUrl, 'nats://user:1%2@one', /encodes nothing/],
    [readNatsUrl, 'nats://', /has no host/],
    [readRedisUrl, 'redis://:pw@', /has no host/],
    [readNatsUrl, 'nats://one:99999', /not a valid URL/],
    [readRedisUrl, 'redis://user@host', /user without a password/],
    [readRedisUrl, 'redis://host/prod', /database number/],
    [readRedisUrl, 'redis://user:12?34@host', /percent-encode/],
    [readPostgresUrl, 'postgres://user:12#34@host/kcs', /percent-encode/],
    [readPostgresUrl, 'postgres:///kcs', /has no host/],
  ];
  for (const [read, url, problem] of refusedUrls)
    t.match(
      getProblem(() => read(url)),
      problem,
      url,
    );
});

t.test('valid URLs of NATS, Redis, and PostgreSQL servers are accepted', async (t) => {
  for (const url of ['nats://127.0.0.1:4222', 'tls://nats.school.example', 'nats://a,nats://b:4222/'])
    t.equal(
      getProblem(() => readNatsUrl(url)),
      '',
      url,
    );
  for (const url of ['redis://127.0.0.1:6379', 'rediss://:pw@host:6380/2', 'redis://user:pw@[::1]'])
    t.equal(
      getProblem(() => readRedisUrl(url)),
      '',
      url,
    );
  for (const url of [
    'postgresql://kcs:pw@db:5432/kcs?sslmode=verify-full&sslrootcert=/etc/ca.pem',
    'postgres://kcs:pw@db/kcs?options=-c%20statement_timeout%3D5s&application_name=x',
    'postgresql://kcs:pw@/kcs?host=/var/run/postgresql',
    'postgresql:///kcs?host=/var/run/postgresql',
    'postgresql://kcs:p@ss@db/kcs',
  ])
    t.equal(
      getProblem(() => readPostgresUrl(url)),
      '',
      url,
    );
});
