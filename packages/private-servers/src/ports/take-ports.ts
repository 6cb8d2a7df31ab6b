import { StartError } from '../start-error.ts';
import { freePort, isPortFree } from './free-port.ts';
import { portOwner } from './port-owner.ts';

/** The front door and the sockets' port: given, not negotiable. */
export async function requirePorts(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    if (await isPortFree(port)) continue;
    const owner = portOwner(port);
    throw new StartError(
      `port ${port} is taken${owner ? ` by ${owner}` : ''}`,
      `stop that, or use another pair of ports: PORT=${suggestion(ports)} npm start`,
    );
  }
}

/** Ports for what only we talk to: from `first` on where they are free, so that they are the same at most starts. */
export function internalPorts(first: number): () => Promise<number> {
  let next = first;
  return async () => {
    const wanted = next++;
    return wanted < 65_536 && (await isPortFree(wanted)) ? wanted : freePort();
  };
}

function suggestion(ports: readonly number[]): number {
  const first = Math.min(...ports);
  return first < 65_000 ? first + 100 : first - 100;
}
