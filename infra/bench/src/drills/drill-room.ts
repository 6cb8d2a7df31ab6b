import type { TestSystem, TestUser } from '@kcs/testkit';
import { FailoverLoad } from './failover-load.ts';

/** A room and its members. The first member is its owner. */
export interface DrillRoom {
  readonly id: string;
  readonly members: readonly [TestUser, ...TestUser[]];
}

/** Creates people, and a room to which all of them belong. */
export async function createDrillRoom(system: TestSystem, memberCount: number): Promise<DrillRoom> {
  // One after the other, because each password costs CPU time that a busy machine does not have for many at once.
  const owner = await system.user();
  const otherMembers: TestUser[] = [];
  while (otherMembers.length < memberCount - 1) otherMembers.push(await system.user());
  const { id } = await system.room({ owner, members: otherMembers });
  return { id, members: [owner, ...otherMembers] };
}

/** Makes all members of the room send messages. Each replica of chat-api gets an equal part of the senders. */
export function startFailoverLoad(system: TestSystem, { id, members }: DrillRoom): FailoverLoad {
  const selectApi = (i: number) => system.apis[i % system.apis.length] ?? system.apis[0];
  return new FailoverLoad(
    members.map((user, i) => ({ user, api: selectApi(i) })),
    id,
  );
}
