import type { IdentityDeps } from '../identity/identity-deps.ts';
import type { RoomDeps } from '../rooms/room-deps.ts';
import { apiReference } from './plugins/api-reference.ts';
import { auth } from './plugins/auth.ts';
import { compression } from './plugins/compression.ts';
import { crossOrigin } from './plugins/cross-origin.ts';
import { errors } from './plugins/errors.ts';
import { loadShedding } from './plugins/load-shedding.ts';
import { notFound } from './plugins/not-found.ts';
import { readLimits } from './plugins/read-limits.ts';
import { requestMetrics } from './plugins/request-metrics.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { unsentResponses } from './plugins/unsent-responses.ts';
import { webClient } from './plugins/web-client.ts';
import { adminRoutes } from './routes/admin.ts';
import { authRoutes } from './routes/auth.ts';
import { chatRoutes } from './routes/chat-routes.ts';
import { notImplementedRoutes } from './routes/not-implemented.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { userRoutes } from './routes/users.ts';
import { wellKnownRoutes } from './routes/well-known.ts';
import { createHttpServer, type HttpServer } from './server/create-http-server.ts';
import { validation } from './validation/validation.ts';

/**
 * Creates the HTTP server with all plugins and routes. Plugins are registered in the order in which they handle a
 * request. The server does not listen yet.
 */
export async function createHttpApp(deps: IdentityDeps & RoomDeps): Promise<HttpServer> {
  const { config, metrics, logger } = deps;
  const app = createHttpServer(logger);
  await app.register(errors);
  await app.register(validation);
  await app.register(notFound);
  await app.register(requestMetrics, { metrics });
  await app.register(securityHeaders, { config });
  await app.register(crossOrigin, { config });
  await app.register(loadShedding, { maxInFlight: config.REQUESTS_IN_FLIGHT, metrics });
  // Register compression before the plugin that counts response bytes, so that the plugin counts compressed bytes.
  await app.register(compression);
  await app.register(unsentResponses, { metrics });
  await app.register(apiReference, { config });
  await app.register(wellKnownRoutes, { deps });
  await app.register(
    async (api) => {
      await api.register(auth, { deps });
      await api.register(readLimits, { limits: deps });
      await api.register(authRoutes, { deps });
      await api.register(sessionRoutes, { deps });
      await api.register(userRoutes, { deps });
      await api.register(chatRoutes, { deps });
      await api.register(adminRoutes, { deps });
      await api.register(notImplementedRoutes);
    },
    { prefix: '/api/v1' },
  );
  if (config.WEB_ROOT !== undefined) await app.register(webClient, { root: config.WEB_ROOT });
  return app;
}
