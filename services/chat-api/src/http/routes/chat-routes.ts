import type { FastifyPluginAsync } from 'fastify';
import type { RoomDeps } from '../../rooms/room-deps.ts';
import { eventRoutes } from './events.ts';
import { memberRoutes } from './members.ts';
import { messageRoutes } from './messages.ts';
import { reactionRoutes } from './reactions.ts';
import { receiptRoutes } from './receipts.ts';
import { roomRoutes } from './rooms.ts';
import { searchRoutes } from './search.ts';
import { seenRoutes } from './seen.ts';

/** Registers the routes for rooms, members, and messages. Register the auth plugin first. */
export const chatRoutes: FastifyPluginAsync<{ deps: RoomDeps }> = async (app, options) => {
  await app.register(roomRoutes, options);
  await app.register(memberRoutes, options);
  await app.register(messageRoutes, options);
  await app.register(reactionRoutes, options);
  await app.register(receiptRoutes, options);
  await app.register(seenRoutes, options);
  await app.register(eventRoutes, options);
  await app.register(searchRoutes, options);
};
