import type { SocketParts } from './compose-sockets.ts';
import type { GatewayContext } from './gateway-context.ts';
import { PresenceLink } from './presence-link/presence-link.ts';

/**
 * Creates the link through which this gateway reports its sockets to presence. The link sends nothing until `start` is
 * called.
 */
export function composePresence(
  { config, instanceId, logger, metrics, gate, bus }: GatewayContext,
  { registry, sockets, evictions }: SocketParts,
): PresenceLink {
  return new PresenceLink({
    gatewayId: instanceId,
    heartbeatMs: config.GATEWAY_BEAT_MS,
    logger,
    sendHeartbeat: bus.sendHeartbeat,
    listSessions: bus.listSessions,
    closeEpoch: bus.closeEpoch,
    stats: () => ({ users: registry.userCount, draining: gate.draining }),
    onEvict: (socketIds) => {
      for (const id of socketIds) {
        const socketToEvict = sockets.find(id);
        if (socketToEvict) evictions.evict(socketToEvict);
      }
    },
    onListed: () => metrics.presenceLists.inc(),
  });
}
