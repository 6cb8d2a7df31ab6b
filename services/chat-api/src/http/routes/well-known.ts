import type { FastifyPluginAsync } from 'fastify';
import type { EdgeDeps } from '../../identity/identity-deps.ts';

// A new key is published well before it signs (README of @kcs/auth).
const KEPT_S = 60;

/** The public keys that verify our tokens, as any JWT library wants them. */
export const wellKnownRoutes: FastifyPluginAsync<{ deps: Pick<EdgeDeps, 'publicKeys'> }> = async (
  app,
  { deps },
) => {
  app.get('/.well-known/jwks.json', async (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${KEPT_S}`)
      .header('cross-origin-resource-policy', 'cross-origin')
      .send({ keys: deps.publicKeys }),
  );
};
