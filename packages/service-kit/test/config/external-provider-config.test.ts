import t from 'tap';
import Type from 'typebox';
import {
  externalProviderConfig,
  findExternalProviderProblems,
  loadConfig,
  readExternalProvider,
} from '../../src/index.ts';

const CONFIG_WITHOUT_PROVIDER = { NODE_ENV: 'development', JWT_ISSUER: 'kcs-chat' } as const;
const CONFIG_WITH_PROVIDER = {
  ...CONFIG_WITHOUT_PROVIDER,
  AUTH_EXTERNAL_ISSUER: 'https://id.example',
  AUTH_EXTERNAL_AUDIENCE: 'kcs-chat',
  AUTH_EXTERNAL_JWKS_URL: 'http://id.example/keys',
};

t.test('the configuration of an identity provider needs all three of its variables (AUTH-12)', async (t) => {
  t.equal(readExternalProvider(CONFIG_WITHOUT_PROVIDER), undefined);
  t.same(readExternalProvider(CONFIG_WITH_PROVIDER), {
    issuer: 'https://id.example',
    audience: 'kcs-chat',
    jwksUrl: 'http://id.example/keys',
  });
  t.same(findExternalProviderProblems(CONFIG_WITHOUT_PROVIDER), []);
  t.same(findExternalProviderProblems(CONFIG_WITH_PROVIDER), []);
  const { AUTH_EXTERNAL_AUDIENCE: _audience, ...incomplete } = CONFIG_WITH_PROVIDER;
  t.match(findExternalProviderProblems(incomplete), [/Set all of them or none/]);
});

t.test(
  "the identity provider's issuer must differ from our own, and its JWKS URL must be usable",
  async (t) => {
    t.match(
      findExternalProviderProblems({
        ...CONFIG_WITH_PROVIDER,
        JWT_ISSUER: CONFIG_WITH_PROVIDER.AUTH_EXTERNAL_ISSUER,
      }),
      [/same as JWT_ISSUER/],
    );
    t.match(
      findExternalProviderProblems({ ...CONFIG_WITH_PROVIDER, AUTH_EXTERNAL_JWKS_URL: 'http://h:99999' }),
      [/valid URL/],
    );
    t.match(findExternalProviderProblems({ ...CONFIG_WITH_PROVIDER, NODE_ENV: 'production' }), [
      /https:\/\/ in production/,
    ]);
  },
);

t.test('a JWKS URL with credentials is refused', async (t) => {
  const configSchema = Type.Object(externalProviderConfig);
  const createConfigLoader = (url: string) => () =>
    loadConfig(configSchema, undefined, { AUTH_EXTERNAL_JWKS_URL: url });
  t.doesNotThrow(createConfigLoader('https://id.example/keys'));
  t.throws(createConfigLoader('https://user@id.example/keys'), { name: 'ConfigError' });
});
