export { freePort, isPortFree } from './ports/free-port.ts';
export { findBinary } from './process/find-binary.ts';
export type { HaproxyPlace } from './servers/haproxy.ts';
export {
  type PrivateServerOptions,
  startHaproxy,
  startNats,
  startPostgres,
  startRedis,
} from './servers/private-servers.ts';
export type { PrivateServer } from './servers/start-server.ts';
export { StartError } from './start-error.ts';
