import {
  createExternalVerifier,
  createRefreshingKeys,
  createTokenVerifier,
  externalKeys,
  type TokenVerifier,
  withExternal,
} from '@kcs/auth';
import { externalProviderOf } from '@kcs/service-kit';
import type { BusClient } from './bus-client.ts';
import type { GatewayConfig } from './config.ts';

/**
 * Returns a verifier for our own tokens, with keys from chat-api. It also verifies the identity provider's tokens if a
 * provider is configured (AUTH-12).
 */
export function createGatewayTokenVerifier(
  config: GatewayConfig,
  bus: Pick<BusClient, 'keys' | 'admitExternal'>,
): TokenVerifier {
  const own = createTokenVerifier({
    keys: createRefreshingKeys({ fetchKeys: async () => (await bus.keys({})).keys as never }),
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
  });
  const provider = externalProviderOf(config);
  if (!provider) return own;
  const external = createExternalVerifier({ ...provider, keys: externalKeys(provider.jwksUrl) });
  return withExternal({
    own,
    external,
    admit: async (claims) => (await bus.admitExternal(claims)).userId,
  });
}
