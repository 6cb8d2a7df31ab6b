import type { CoreDeps } from './core-deps.ts';
import type { EdgeDeps } from './deps.ts';
import { createHttpServer, type HttpServer } from './http/create-http-server.ts';
import { apiReference } from './http/plugins/api-reference.ts';
import { auth } from './http/plugins/auth.ts';
import { crossOrigin } from './http/plugins/cross-origin.ts';
import { errors } from './http/plugins/errors.ts';
import { loadShedding } from './http/plugins/load-shedding.ts';
import { notFound } from './http/plugins/not-found.ts';
import { requestMetrics } from './http/plugins/request-metrics.ts';
import { securityHeaders } from './http/plugins/security-headers.ts';
import { validation } from './http/plugins/validation.ts';
import { webClient, webPage } from './http/plugins/web-client.ts';
import { adminRoutes } from './http/routes/admin.ts';
import { authRoutes } from './http/routes/auth.ts';
import { coreRoutes } from './http/routes/core-routes.ts';
import { notYetRoutes } from './http/routes/not-yet.ts';
import { sessionRoutes } from './http/routes/sessions.ts';
import { userRoutes } from './http/routes/users.ts';
import { wellKnownRoutes } from './http/routes/well-known.ts';

/** What all routes, commands and queries work with. */
export type AppDeps = EdgeDeps & CoreDeps;

/** The whole HTTP side, in the order in which a request passes it. Listens to nothing. */
export async function buildApp(deps: AppDeps): Promise<HttpServer> {
  const { config, metrics, logger } = deps;
  const root = config.WEB_ROOT;
  const app = createHttpServer(logger);
  await app.register(errors);
  await app.register(validation);
  await app.register(notFound, root === undefined ? {} : { orElse: webPage });
  await app.register(requestMetrics, { metrics });
  await app.register(securityHeaders, { config });
  await app.register(crossOrigin, { config });
  await app.register(loadShedding, { most: config.REQUESTS_IN_FLIGHT, metrics });
  await app.register(apiReference, { config });
  await app.register(wellKnownRoutes, { deps });
  await app.register(
    async (api) => {
      await api.register(auth, { deps });
      await api.register(authRoutes, { deps });
      await api.register(sessionRoutes, { deps });
      await api.register(userRoutes, { deps });
      await api.register(coreRoutes, { deps });
      await api.register(adminRoutes, { deps });
      await api.register(notYetRoutes);
    },
    { prefix: '/api/v1' },
  );
  if (root !== undefined) await app.register(webClient, { root });
  return app;
}
