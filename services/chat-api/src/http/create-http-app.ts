import type { IdentityDeps } from '../identity/identity-deps.ts';
import type { MeetingDeps } from '../meetings/meeting-deps.ts';
import type { NotificationDeps } from '../notifications/notification-deps.ts';
import type { RoomDeps } from '../rooms/room-deps.ts';
import { apiPagesPlugin } from './plugins/api-pages.ts';
import { apiReferencePlugin } from './plugins/api-reference.ts';
import { authPlugin } from './plugins/auth.ts';
import { compressionPlugin } from './plugins/compression.ts';
import { crossOriginPlugin } from './plugins/cross-origin.ts';
import { errorsPlugin } from './plugins/errors.ts';
import { loadSheddingPlugin } from './plugins/load-shedding.ts';
import { notFoundPlugin } from './plugins/not-found.ts';
import { readLimitsPlugin } from './plugins/read-limits.ts';
import { requestMetricsPlugin } from './plugins/request-metrics.ts';
import { requestScopePlugin } from './plugins/request-scope.ts';
import { requestTracingPlugin } from './plugins/request-tracing.ts';
import { securityHeadersPlugin } from './plugins/security-headers.ts';
import { unsentResponsesPlugin } from './plugins/unsent-responses.ts';
import { webClientPlugin } from './plugins/web-client.ts';
import { type AdminDeps, adminRoutes } from './routes/admin.ts';
import { authRoutes } from './routes/auth.ts';
import { chatRoutes } from './routes/chat-routes.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { exportRoutes } from './routes/exports.ts';
import { meetingRoutes } from './routes/meetings.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { producerNotificationRoutes } from './routes/producer-notifications.ts';
import { serviceAccountTokenRoutes } from './routes/service-account-tokens.ts';
import { serviceAccountRoutes } from './routes/service-accounts.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { userRoutes } from './routes/users.ts';
import { wellKnownRoutes } from './routes/well-known.ts';
import { createHttpServer, type HttpServer } from './server/create-http-server.ts';
import { validationPlugin } from './validation/validation.ts';

/**
 * Creates the HTTP server with all plugins and routes. Plugins are registered in the order in which they handle a
 * request. The server is not listening yet.
 */
export async function createHttpApp(
  deps: IdentityDeps & RoomDeps & NotificationDeps & MeetingDeps & AdminDeps,
): Promise<HttpServer> {
  const { config, metrics, logger } = deps;
  const httpApp = createHttpServer(logger);
  await httpApp.register(requestTracingPlugin);
  await httpApp.register(errorsPlugin);
  await httpApp.register(validationPlugin);
  await httpApp.register(notFoundPlugin);
  await httpApp.register(requestMetricsPlugin, { metrics });
  await httpApp.register(requestScopePlugin);
  await httpApp.register(securityHeadersPlugin, { config });
  await httpApp.register(crossOriginPlugin, { config });
  await httpApp.register(loadSheddingPlugin, { maxInFlight: config.REQUESTS_IN_FLIGHT, metrics });
  // Register compression before the plugin that counts response bytes, so that the plugin counts compressed bytes.
  await httpApp.register(compressionPlugin);
  await httpApp.register(unsentResponsesPlugin, { metrics });
  await httpApp.register(apiReferencePlugin, { config });
  await httpApp.register(apiPagesPlugin);
  await httpApp.register(wellKnownRoutes, { deps });
  await httpApp.register(
    async (api) => {
      await api.register(authPlugin, { deps });
      await api.register(readLimitsPlugin, { limits: deps });
      await api.register(authRoutes, { deps });
      await api.register(sessionRoutes, { deps });
      await api.register(userRoutes, { deps });
      await api.register(serviceAccountRoutes, { deps });
      await api.register(serviceAccountTokenRoutes, { deps });
      await api.register(chatRoutes, { deps });
      await api.register(meetingRoutes, { deps });
      await api.register(notificationRoutes, { deps });
      await api.register(producerNotificationRoutes, { deps });
      await api.register(adminRoutes, { deps });
      await api.register(deadLetterRoutes, { deps });
      await api.register(exportRoutes, { deps });
    },
    { prefix: '/api/v1' },
  );
  if (config.WEB_ROOT !== undefined) await httpApp.register(webClientPlugin, { root: config.WEB_ROOT });
  return httpApp;
}
