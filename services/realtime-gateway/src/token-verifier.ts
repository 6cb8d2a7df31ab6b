import {
  createCombinedVerifier,
  createExternalKeySource,
  createExternalVerifier,
  createRefreshingKeySource,
  createTokenVerifier,
  type TokenVerifier,
} from '@kcs/auth';
import { readExternalProvider } from '@kcs/service-kit';
import type { GatewayContext } from './gateway-context.ts';

/**
 * Returns a verifier for our own tokens, whose keys come from chat-api. If an identity provider is configured, the
 * verifier also accepts the provider's tokens (AUTH-12).
 */
export function createGatewayTokenVerifier({
  config,
  bus,
  clock,
}: Pick<GatewayContext, 'config' | 'bus' | 'clock'>): TokenVerifier {
  const kcsTokenVerifier = createTokenVerifier({
    keys: createRefreshingKeySource({
      fetchKeys: async () => {
        // Measure PostgreSQL's clock before the first token is verified, because this clock decides whether a token has
        // expired.
        const [{ keys }] = await Promise.all([bus.keys({}), clock.measure()]);
        return keys as never;
      },
    }),
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
    now: clock.now,
  });
  const externalProvider = readExternalProvider(config);
  if (!externalProvider) return kcsTokenVerifier;
  const externalTokenVerifier = createExternalVerifier({
    ...externalProvider,
    keys: createExternalKeySource(externalProvider.jwksUrl),
    now: clock.now,
  });
  return createCombinedVerifier({
    own: kcsTokenVerifier,
    external: externalTokenVerifier,
    admit: async (claims) => (await bus.admitExternal(claims)).userId,
  });
}
