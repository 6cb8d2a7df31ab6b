import type { FastifyPluginAsync } from 'fastify';
import type { IdentityDeps } from '../../identity/identity-deps.ts';

/**
 * How long a service may cache our public keys. The time must be short, because every service must load a new key
 * before the key signs its first token (TRAP-39).
 */
const KEY_SET_CACHE_MAX_AGE_S = 60;

/** Registers the route that serves the public keys of our tokens as a JWK set. */
export const wellKnownRoutes: FastifyPluginAsync<{ deps: Pick<IdentityDeps, 'publicKeys'> }> = async (
  app,
  { deps },
) => {
  app.get('/.well-known/jwks.json', async (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${KEY_SET_CACHE_MAX_AGE_S}`)
      .header('cross-origin-resource-policy', 'cross-origin')
      .send({ keys: deps.publicKeys }),
  );
};
