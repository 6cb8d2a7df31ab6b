import { startSystem } from '../../dist/index.js';

/** Starts a system of the given programs, prints the pids of its services, and waits to be killed. */
const [programs] = process.argv.slice(2);
const system = await startSystem(
  { teardown: () => undefined, passing: () => true },
  { programs: JSON.parse(programs), gateways: 1 },
);
process.stdout.write(`${JSON.stringify(system.services.map(({ pid }) => pid))}\n`);
