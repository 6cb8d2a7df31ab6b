import { StartError } from '../start-error.ts';
import { findFreePort, isPortFree } from './free-port.ts';
import { findPortOwner } from './port-owner.ts';

/**
 * Throws a StartError if one of the ports is taken. The error names the process that uses the port, and suggests
 * another pair of ports.
 */
export async function assertPortsFree(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    if (await isPortFree(port)) continue;
    const portOwner = findPortOwner(port);
    throw new StartError(
      `Port ${port} is taken${portOwner ? ` by ${portOwner}` : ''}`,
      `Stop that process, or use other ports: PORT=${suggestOtherPort(ports)} npm start`,
    );
  }
}

/**
 * Returns a function that returns a new internal port with each call. The ports count up from `first`, so that most
 * starts use the same ports. A port that is in use is replaced by any free port.
 */
export function createInternalPortChooser(first: number): () => Promise<number> {
  let nextPort = first;
  return async () => {
    const port = nextPort++;
    return port < 65_536 && (await isPortFree(port)) ? port : findFreePort();
  };
}

function suggestOtherPort(ports: readonly number[]): number {
  const lowestPort = Math.min(...ports);
  return lowestPort < 65_000 ? lowestPort + 100 : lowestPort - 100;
}
