export { connectNats } from './bus/connect-nats.ts';
export { flushWithin } from './bus/flush-within.ts';
export { publishNotice, subscribeToNotice } from './bus/notices.ts';
export { RequestBatcher } from './bus/request-batcher.ts';
export { REQUEST_ID_HEADER, readRequestId } from './bus/request-id.ts';
export { sendRequest } from './bus/send-request.ts';
export { type RequestContext, serveRequest } from './bus/serve-request.ts';
export { type ConcurrencyLimiter, createConcurrencyLimiter } from './concurrency-limiter.ts';
export {
  externalProviderConfig,
  findExternalProviderProblems,
  readExternalProvider,
} from './config/external-provider-config.ts';
export { resolveInstanceId } from './config/instance-id.ts';
export { ConfigError, loadConfig } from './config/load-config.ts';
export { createOriginCheck } from './config/origin-allowed.ts';
export { redactUrl } from './config/redact-url.ts';
export { findServerProblems } from './config/server-problems.ts';
export { splitServerUrl } from './config/server-urls.ts';
export {
  createPostgresUrlSchema,
  natsConfig,
  publicHttpConfig,
  redisConfig,
  serviceConfig,
} from './config/service-config.ts';
export { createConnectionErrorCounter } from './health/connection-errors.ts';
export { createMetrics } from './health/create-metrics.ts';
export { Health } from './health/health.ts';
export { MAX_CLOCK_SKEW_MS, SharedClock } from './health/shared-clock.ts';
export { startOpsServer } from './health/start-ops-server.ts';
export { runService, type StartedService } from './life/run-service.ts';
export { StopList } from './life/stop-list.ts';
export { createLogger, type Logger } from './logging/create-logger.ts';
export { newId } from './new-id.ts';
export { startTracing } from './open-telemetry/start-tracing.ts';
export { createClusterClient } from './redis/cluster-client.ts';
export { connectRedis, connectRedisCluster } from './redis/connect-redis.ts';
export { createKeyProbe, createWriteProbe } from './redis/create-write-probe.ts';
export { findMasterUrl } from './redis/find-master.ts';
export { FormerMasterError } from './redis/former-master-error.ts';
export { createTlsOptions, type RedisClient } from './redis/redis-client.ts';
export type { RedisCluster } from './redis/redis-cluster.ts';
export { isMovedReply } from './redis/redis-error.ts';
export { type RedisServer, readRedisServer } from './redis/redis-server.ts';
export { type ScriptClient, ScriptRunner } from './redis/script-runner.ts';
export type { Stoppable } from './stoppable.ts';
export { TasksInProgress } from './tasks-in-progress.ts';
export { getTracing, runInSpan, type Span, TRACEPARENT_HEADER } from './tracing/tracing.ts';
export { compileSchema } from './validation/compile-schema.ts';
export { addJitter, repeatEvery, retry, sleep, withTimeout } from './waiting.ts';
