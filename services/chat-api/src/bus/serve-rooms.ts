import { CHAT_API } from '@kcs/contracts';
import type { Stoppable } from '@kcs/service-kit';
import { changedHeads } from '../rooms/queries/find-changed-heads.ts';
import { openRooms } from '../rooms/queries/open-rooms.ts';
import { requireMember } from '../rooms/queries/require-member.ts';
import type { CoreDeps } from '../rooms/room-deps.ts';
import { serve } from './serve.ts';

/** Joining and staying in step: membership, heads and gaps. */
export const serveRooms = (deps: CoreDeps): Stoppable[] => [
  serve(deps, CHAT_API.openRooms, (query) => openRooms(deps, query)),
  serve(deps, CHAT_API.authorizeRoom, (query) => requireMember(deps, query)),
  serve(deps, CHAT_API.changedHeads, async ({ positions }) => ({
    heads: await changedHeads(deps, positions),
  })),
];
