export { ensurePrograms } from './install/ensure-programs.ts';
export {
  findChromiumPath,
  findTurnServerPath,
  listMissingPrograms,
  type ProgramName,
} from './install/programs.ts';
export { findFreePort, isPortFree } from './ports/free-port.ts';
export { assertPortsFree, createInternalPortChooser } from './ports/take-ports.ts';
export { findBinaryPath } from './process/find-binary.ts';
export { findEjabberdFolder } from './process/find-ejabberd.ts';
export { launchProcess, type ProcessExit, type RunningProcess } from './process/launch.ts';
export type { ProcessSpec } from './process/process-spec.ts';
export { runCommand } from './process/run-command.ts';
export { pauseWithJitter, waitUntil } from './process/wait.ts';
export { watchFolders } from './process/watch-folders.ts';
export { createHaproxySpec } from './servers/haproxy.ts';
export { createNatsSpec } from './servers/nats.ts';
export { findNginxPath } from './servers/nginx.ts';
export { findPgbouncerPath } from './servers/pgbouncer.ts';
export { createPostgresSpec } from './servers/postgres.ts';
export { findPostgresBinaryFolder } from './servers/postgres-binaries.ts';
export { createReachableFolder, findPostgresUser } from './servers/postgres-user.ts';
export {
  type PrivateBalancer,
  type PrivateServerOptions,
  startHaproxy,
  startNats,
  startNginx,
  startPgbouncer,
  startPostgres,
  startRedis,
  startSentinel,
} from './servers/private-servers.ts';
export { createRedisSpec } from './servers/redis.ts';
export type { Replica } from './servers/render-haproxy.ts';
export type { PrivateServer } from './servers/start-server.ts';
export { StartError } from './start-error.ts';
