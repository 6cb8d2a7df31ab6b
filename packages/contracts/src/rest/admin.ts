import Type from 'typebox';
import { Timestamp } from '../time.ts';

export const GatewayStats = Type.Object({
  id: Type.String(),
  connections: Type.Integer(),
  users: Type.Integer(),
  rooms: Type.Integer(),
  uptime_s: Type.Integer(),
  draining: Type.Boolean(),
});
export type GatewayStats = Type.Static<typeof GatewayStats>;

/**
 * The statistics of all gateways. A user or room that is on several gateways is counted once (ADMIN-2). `missing` lists
 * the gateways whose last two heartbeats did not arrive.
 */
export const WebsocketStats = Type.Object({
  totalConnections: Type.Integer(),
  totalUsers: Type.Integer(),
  activeChatRooms: Type.Integer(),
  message: Type.String(),
  timestamp: Timestamp,
  partial: Type.Boolean(),
  missing: Type.Array(Type.String()),
  gateways: Type.Array(GatewayStats),
});
export type WebsocketStats = Type.Static<typeof WebsocketStats>;

/** A dead letter: a bus message that could not be processed, with the reason (ADMIN-4). Never contains secrets. */
export const DeadLetter = Type.Object({
  id: Type.String(),
  source: Type.String(),
  subject: Type.String(),
  reason: Type.String(),
  payload: Type.String({ description: 'The first 4 KiB of the message, as text' }),
  created_at: Timestamp,
});
export type DeadLetter = Type.Static<typeof DeadLetter>;
