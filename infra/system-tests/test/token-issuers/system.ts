import { startSystem, type TestSystem } from '@kcs/testkit';
import t from 'tap';
import { ExternalUser } from '../support/guest.ts';
import {
  createSigningKey,
  formatPrivateKeySet,
  IdentityProvider,
  signToken,
} from '../support/identity-provider.ts';

/** The key with which the identity provider signs most tokens. */
export const ecKey = createSigningKey('es-1', 'ES256');
export const rsaKey = createSigningKey('rsa/1+=', 'RS256');
/** The key with which the shared system signs its own tokens. */
export const ownKey = createSigningKey('old', 'EdDSA');

interface TokenIssuers {
  readonly system: TestSystem;
  readonly identityProvider: IdentityProvider;
  /** Returns a user with a new token from the identity provider. */
  createExternalUser(sub: string, claims?: object): ExternalUser;
}

let tokenIssuersPromise: Promise<TokenIssuers> | undefined;

/**
 * Returns the system that all tests in this folder share, and the identity provider that it trusts. The first call in a
 * process starts both. They stop when the process ends.
 */
export const getTokenIssuers = (): Promise<TokenIssuers> => {
  tokenIssuersPromise ??= startTokenIssuers();
  return tokenIssuersPromise;
};

async function startTokenIssuers(): Promise<TokenIssuers> {
  const identityProvider = await IdentityProvider.start([ecKey, rsaKey]);
  t.teardown(() => identityProvider.stop());
  const system = await startSystem(t, {
    apis: 2,
    gateways: 2,
    haproxy: true,
    env: {
      ...identityProvider.env,
      JWT_SIGNING_KEYS: formatPrivateKeySet(ownKey),
      BALANCER_WAIT_MS: '2500',
    },
  });
  return {
    system,
    identityProvider,
    createExternalUser: (sub, claims = {}) => new ExternalUser(system, signToken(ecKey, { sub, ...claims })),
  };
}
