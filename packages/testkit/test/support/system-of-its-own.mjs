import { startSystem } from '../../dist/index.js';

/**
 * Starts a system with the given programs, prints the process ids of its services, and runs until the current process
 * is killed.
 */
const [programs] = process.argv.slice(2);
const system = await startSystem(
  { teardown: () => undefined, passing: () => true },
  { programs: JSON.parse(programs), gateways: 1 },
);
process.stdout.write(`${JSON.stringify(system.services.map(({ pid }) => pid))}\n`);
