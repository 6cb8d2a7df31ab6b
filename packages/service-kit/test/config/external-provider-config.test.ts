import t from 'tap';
import Type from 'typebox';
import {
  externalProviderConfig,
  externalProviderOf,
  externalProviderProblems,
  loadConfig,
} from '../../src/index.ts';

const NONE = { NODE_ENV: 'development', JWT_ISSUER: 'kcs-chat' } as const;
const ALL = {
  ...NONE,
  AUTH_EXTERNAL_ISSUER: 'https://id.example',
  AUTH_EXTERNAL_AUDIENCE: 'kcs-chat',
  AUTH_EXTERNAL_JWKS_URL: 'http://id.example/keys',
};

t.test('the configuration of an identity provider needs all three of its variables (AUTH-12)', async (t) => {
  t.equal(externalProviderOf(NONE), undefined);
  t.same(externalProviderOf(ALL), {
    issuer: 'https://id.example',
    audience: 'kcs-chat',
    jwksUrl: 'http://id.example/keys',
  });
  t.same(externalProviderProblems(NONE), []);
  t.same(externalProviderProblems(ALL), []);
  const { AUTH_EXTERNAL_AUDIENCE: _audience, ...incomplete } = ALL;
  t.match(externalProviderProblems(incomplete), [/Set all of them or none/]);
});

t.test(
  "the identity provider's issuer must differ from our own, and its JWKS URL must be usable",
  async (t) => {
    t.match(externalProviderProblems({ ...ALL, JWT_ISSUER: ALL.AUTH_EXTERNAL_ISSUER }), [
      /same as JWT_ISSUER/,
    ]);
    t.match(externalProviderProblems({ ...ALL, AUTH_EXTERNAL_JWKS_URL: 'http://h:99999' }), [/valid URL/]);
    t.match(externalProviderProblems({ ...ALL, NODE_ENV: 'production' }), [/https:\/\/ in production/]);
  },
);

t.test('a JWKS URL with credentials is refused', async (t) => {
  const schema = Type.Object(externalProviderConfig);
  const load = (url: string) => () => loadConfig(schema, undefined, { AUTH_EXTERNAL_JWKS_URL: url });
  t.doesNotThrow(load('https://id.example/keys'));
  t.throws(load('https://user@id.example/keys'), { name: 'ConfigError' });
});
