import { startSystem } from '../../src/index.ts';
import { STAND_INS } from './stand-ins.ts';

/** Starts a system, names its processes, and waits to be killed. */
const system = await startSystem(
  { teardown: () => undefined, passing: () => true },
  { programs: STAND_INS, gateways: 1 },
);
process.stdout.write(`${JSON.stringify(system.services.map(({ pid }) => pid))}\n`);
