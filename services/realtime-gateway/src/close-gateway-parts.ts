import type { Stoppable } from '@kcs/service-kit';
import type { GatewayParts } from './gateway-parts.ts';

/** Stops all parts that serve sockets, and closes the sockets that are still connected. */
export async function closeGatewayParts(
  parts: GatewayParts,
  clockLoop: Stoppable | undefined,
): Promise<void> {
  const { io, http, sequencer, repair, notices, sweep, refresh, typing } = parts;
  const { sessions, expiry, backpressure, leaseKeeper, forwarding, sampler } = parts;
  repair.stop();
  const partsToStop = [
    ...[...notices, sweep, refresh, typing, leaseKeeper, sessions, expiry, backpressure, sampler],
  ];
  await Promise.all([...partsToStop, clockLoop].map((part) => part?.stop()));
  await forwarding?.stop();
  const socketServerClosing = io.close();
  // Close all HTTP connections, because `io.close` waits for the idle keep-alive connections of long-polling clients.
  http.closeAllConnections();
  await socketServerClosing;
  sequencer.stop();
}
