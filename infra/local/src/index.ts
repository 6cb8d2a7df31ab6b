export { ensurePrograms } from './install/ensure-programs.ts';
export { freePort, isPortFree } from './ports/free-port.ts';
export { findBinary } from './process/find-binary.ts';
export { type Exit, launch, type RunningProcess } from './process/launch.ts';
export type { ProcessSpec } from './process/process-spec.ts';
export {
  type HaproxyOptions,
  type PrivateBalancer,
  type PrivateServerOptions,
  startHaproxy,
  startNats,
  startPostgres,
  startRedis,
} from './servers/private-servers.ts';
export type { Replica, Replicas } from './servers/render-haproxy.ts';
export type { PrivateServer } from './servers/start-server.ts';
export { StartError } from './start-error.ts';
