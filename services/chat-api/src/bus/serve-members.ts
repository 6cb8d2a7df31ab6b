import { CHAT_API } from '@kcs/contracts';
import type { Stoppable } from '@kcs/service-kit';
import type { CoreDeps } from '../core-deps.ts';
import { roomMembers } from '../queries/room-members.ts';
import { roomsOfUser } from '../queries/rooms-of-user.ts';
import { serve } from './serve.ts';

/** Who is where. */
export const serveMembers = (deps: CoreDeps): Stoppable[] => [
  serve(deps, CHAT_API.roomsOfUser, async ({ userId }) => ({ rooms: await roomsOfUser(deps, userId) })),
  serve(deps, CHAT_API.roomMembers, (query) => roomMembers(deps, query)),
];
