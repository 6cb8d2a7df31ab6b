export { createSeededRandomGenerator } from '../plan/random.ts';
export type { Fault } from './fault.ts';
export { createKillFault } from './kill.ts';
export { createFreezeFault, createNatsOutageFault } from './outages.ts';
export { restartAllFault, rollingRestartFault } from './restarts.ts';
export { deleteStreamFault, flushRedisFault, wipeNatsFault } from './wipe.ts';
