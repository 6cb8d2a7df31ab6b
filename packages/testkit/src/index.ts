export { startBrowser } from './browser/start-browser.ts';
export { eventually } from './eventually.ts';
export { CuttableProxy } from './network/cuttable-proxy.ts';
export type { RestAnswer } from './people/rest-client.ts';
export type { TestUser } from './people/test-user.ts';
export type { ServiceProcess } from './processes/service-process.ts';
export { createSkewedClockEnv } from './processes/skewed-clock.ts';
export { TestProcess } from './processes/test-process.ts';
export { type RunningPrometheus, startPrometheus } from './servers/start-prometheus.ts';
export {
  startTestDatabase,
  startTestNats,
  startTestNatsCluster,
  startTestRedis,
  startTestRedisCluster,
  startTestSentinels,
} from './servers/start-test-servers.ts';
export { createTestCertificate } from './servers/test-certificate.ts';
export type { TestDatabase } from './servers/test-database.ts';
export type { TestNats } from './servers/test-nats.ts';
export type { TestRedis } from './servers/test-redis.ts';
export { TestSocket } from './sockets/test-socket.ts';
export { attachToSystem } from './system/attach-to-system.ts';
export type { ChatSystem } from './system/chat-system.ts';
export { startSystem } from './system/start-system.ts';
export type { TestSystem } from './system/system.ts';
export { TeardownStack } from './teardown-stack.ts';
export type { TestContext } from './test-context.ts';
