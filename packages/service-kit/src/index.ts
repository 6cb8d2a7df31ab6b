export { connectNats } from './bus/connect-nats.ts';
export { publishNotice } from './bus/publish-notice.ts';
export { sendRequest } from './bus/send-request.ts';
export { serveRequest } from './bus/serve-request.ts';
export { subscribeToNotice } from './bus/subscribe-to-notice.ts';
export { commonConfig } from './config/common-config.ts';
export { ConfigError } from './config/config-error.ts';
export {
  type ExternalProvider,
  externalProviderConfig,
  externalProviderOf,
  externalProviderProblems,
} from './config/external-provider-config.ts';
export { instanceIdOf } from './config/instance-id-of.ts';
export { loadConfig } from './config/load-config.ts';
export { originAllowed } from './config/origin-allowed.ts';
export { redactUrl } from './config/redact-url.ts';
export { createMetrics } from './health/create-metrics.ts';
export { Health } from './health/health.ts';
export { type OpsServer, startOpsServer } from './health/start-ops-server.ts';
export { runService, type Started } from './life/run-service.ts';
export { StopList } from './life/stop-list.ts';
export type { Stoppable } from './life/stoppable.ts';
export { createLogger, type Logger } from './logging/create-logger.ts';
export { newId } from './new-id.ts';
export { connectRedis, type RedisClient } from './redis/connect-redis.ts';
export { compileSchema } from './validation/compile-schema.ts';
export { every } from './waiting/every.ts';
export { jittered } from './waiting/jittered.ts';
export { retry } from './waiting/retry.ts';
export { sleep } from './waiting/sleep.ts';
export { withTimeout } from './waiting/with-timeout.ts';
