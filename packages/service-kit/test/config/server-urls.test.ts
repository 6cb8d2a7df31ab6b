import fc from 'fast-check';
import t from 'tap';
import { parseNatsUrl } from '../../src/config/nats-url.ts';
import { ServerUrlError } from '../../src/config/parse-server-url.ts';
import { parsePostgresUrl, parseRedisUrl, splitServerUrl } from '../../src/config/server-urls.ts';

/** Characters that people use in passwords, including every character with a special meaning in URLs. */
const passwordArbitrary = fc.string({
  unit: fc.constantFrom(...'aZ9@:/?#%&=+ ,"\'[]{}|^~ü€'),
  minLength: 1,
  maxLength: 20,
});

const getUrlProblem = (read: () => unknown): string => {
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
      t.same(parseNatsUrl(`nats://${userinfo}@host:4222`).credentials, { user, pass });
      t.equal(parseRedisUrl(`redis://${userinfo}@host:6379/0`).password, pass);
      t.equal(parsePostgresUrl(`postgresql://${userinfo}@host/kcs`).password, pass);
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
          [parseRedisUrl, `redis://user:${passwordWithMarkers}@host:6379`],
          [parsePostgresUrl, `postgresql://user:${passwordWithMarkers}@host/kcs`],
          [
            (text: string) => ({ password: (parseNatsUrl(text).credentials as { pass: string }).pass }),
            `nats://user:${passwordWithMarkers}@host`,
          ],
        ] as const) {
          let foundPassword: string | undefined;
          const problem = getUrlProblem(() => {
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
    t.same(parseNatsUrl('nats://s3cr3t%2F@one:4222,nats://two'), {
      servers: ['one:4222', 'two'],
      tls: false,
      credentials: { token: 's3cr3t/' },
    });
    t.same(parseNatsUrl('nats://user:@one').credentials, { user: 'user', pass: '' });
    t.same(parseNatsUrl('tls://user:pw@one, tls://user:pw@[::1]:4222'), {
      servers: ['one', '[::1]:4222'],
      tls: true,
      credentials: { user: 'user', pass: 'pw' },
    });
  },
);

t.test('every TLS setting in a server URL is either enforced or refused', async (t) => {
  const refusedUrlCases: [read: (text: string) => unknown, url: string, problem: RegExp][] = [
    [parseNatsUrl, 'tls://one,nats://two', /mixes/],
    [parseNatsUrl, 'nats://one?tls=true', /neither a path nor parameters/],
    [parseNatsUrl, 'wss://one', /must start with nats:\/\/ or tls:\/\//],
    [parseNatsUrl, 'TLS://one', /must start/],
    [parseRedisUrl, 'redis://host?ssl=true', /use rediss:\/\//i],
    [parseRedisUrl, 'redis://host/0?tls=1', /use rediss:\/\//i],
    [parseRedisUrl, 'redis+tls://host', /must start/],
    [parsePostgresUrl, 'postgres://host/kcs?sslmode=Require', /sslmode=verify-full/],
    [parsePostgresUrl, 'postgres://host/kcs?sslmode=required', /sslmode/],
    [parsePostgresUrl, 'postgres://host/kcs?sslmode=', /sslmode/],
    [parsePostgresUrl, 'postgres://host/kcs?sslMode=require', /sslMode/],
    [parsePostgresUrl, 'postgres://host/kcs?ssl_mode=require', /ssl_mode/],
    [parsePostgresUrl, 'postgres://host/kcs?tls=true', /tls/],
    [parsePostgresUrl, 'postgres://host/kcs?ssl=yes', /ssl/],
    [parsePostgresUrl, 'postgres://host/kcs?sslmode=require&sslmode=off', /sslmode/],
  ];
  for (const [read, url, problem] of refusedUrlCases)
    t.match(
      getUrlProblem(() => read(url)),
      problem,
      url,
    );
  for (const mode of ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'])
    t.equal(
      getUrlProblem(() => parsePostgresUrl(`postgres://host/kcs?sslmode=${mode}`)),
      '',
      mode,
    );
});

t.test('a server URL that our client libraries would misread is refused', async (t) => {
  const refusedUrlCases: [read: (text: string) => unknown, url: string, problem: RegExp][] = [
    [parseNatsUrl, 'nats://a:b@one,nats://c:d@two', /different credentials/],
    [parseNatsUrl, 'nats://:pw@one', /password without a user/],
    [parseNatsUrl, 'nats://user:12/34@one', /percent-encode/],
    [parseNatsUrl, 'nats://user:1%2@one', /encodes nothing/],
    [parseNatsUrl, 'nats://', /has no host/],
    [parseRedisUrl, 'redis://:pw@', /has no host/],
    [parseNatsUrl, 'nats://one:99999', /not a valid URL/],
    [parseRedisUrl, 'redis://user@host', /user without a password/],
    [parseRedisUrl, 'redis://host/prod', /database number/],
    [parseRedisUrl, 'redis://user:12?34@host', /percent-encode/],
    [parsePostgresUrl, 'postgres://user:12#34@host/kcs', /percent-encode/],
    [parsePostgresUrl, 'postgres:///kcs', /has no host/],
    [parsePostgresUrl, 'postgres://one,/kcs', /has no host/],
    [parsePostgresUrl, 'postgres://one,two:99999/kcs', /not a valid URL/],
    [parsePostgresUrl, 'postgres://one,two/kcs?sslmode=Require', /sslmode=verify-full/],
  ];
  for (const [read, url, problem] of refusedUrlCases)
    t.match(
      getUrlProblem(() => read(url)),
      problem,
      url,
    );
});

t.test('valid URLs of NATS, Redis, and PostgreSQL servers are accepted', async (t) => {
  for (const url of ['nats://127.0.0.1:4222', 'tls://nats.school.example', 'nats://a,nats://b:4222/'])
    t.equal(
      getUrlProblem(() => parseNatsUrl(url)),
      '',
      url,
    );
  for (const url of ['redis://127.0.0.1:6379', 'rediss://:pw@host:6380/2', 'redis://user:pw@[::1]'])
    t.equal(
      getUrlProblem(() => parseRedisUrl(url)),
      '',
      url,
    );
  for (const url of [
    'postgresql://kcs:pw@db:5432/kcs?sslmode=verify-full&sslrootcert=/etc/ca.pem',
    'postgres://kcs:pw@db/kcs?options=-c%20statement_timeout%3D5s&application_name=x',
    'postgresql://kcs:pw@/kcs?host=/var/run/postgresql',
    'postgresql:///kcs?host=/var/run/postgresql',
    'postgresql://kcs:p@ss@db/kcs',
    'postgresql://kcs:pw@one:5432,two:5433,three/kcs?sslmode=verify-full',
  ])
    t.equal(
      getUrlProblem(() => parsePostgresUrl(url)),
      '',
      url,
    );
});

t.test('a PostgreSQL URL with several hosts is split into one URL per host', async (t) => {
  t.same(splitServerUrl('postgresql://kcs:p@s,s@one:5432,two/kcs?sslmode=require'), [
    'postgresql://kcs:p@s,s@one:5432/kcs?sslmode=require',
    'postgresql://kcs:p@s,s@two/kcs?sslmode=require',
  ]);
  t.same(splitServerUrl('postgresql://kcs:p,w@one/kcs'), ['postgresql://kcs:p,w@one/kcs']);
});
