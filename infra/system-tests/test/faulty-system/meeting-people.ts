import type { Room } from '@kcs/contracts';
import type { ServiceProcess, TestSocket, TestSystem, TestUser } from '@kcs/testkit';
import type { Caller } from '../support/caller.ts';
import { getSharedSystem } from './system.ts';

export const UNKNOWN_PARTICIPANT_ID = `part_${'0'.repeat(26)}`;

/** Four people, and the three gateways on which they meet. Ada owns the rooms, and Eve is not a member of them. */
interface MeetingPeople {
  readonly system: TestSystem;
  readonly gateways: readonly [ServiceProcess, ServiceProcess, ServiceProcess];
  readonly ada: TestUser;
  readonly bob: TestUser;
  readonly cid: TestUser;
  readonly eve: TestUser;
  createRoom(): Promise<Room>;
  /** Waits until all callers see the same participants, in the same order. Returns their ids. */
  waitUntilRostersAgree(callers: readonly Caller[], count: number): Promise<string[]>;
}

export async function createMeetingPeople(): Promise<MeetingPeople> {
  const system = await getSharedSystem();
  const [ada, bob, cid, eve] = (await Promise.all(
    ['Ada', 'Bob', 'Cid', 'Eve'].map((name) => system.user({ name })),
  )) as [TestUser, TestUser, TestUser, TestUser];
  return {
    system,
    gateways: system.gateways as unknown as MeetingPeople['gateways'],
    ...{ ada, bob, cid, eve },
    createRoom: () => system.room({ owner: ada, members: [bob, cid], name: 'Class 1' }),
    waitUntilRostersAgree: (callers, count) =>
      system.until(() => {
        const [roster, ...others] = callers.map((caller) => caller.roster);
        const doRostersAgree = others.every((other) => JSON.stringify(other) === JSON.stringify(roster));
        return roster?.length === count && doRostersAgree ? roster : undefined;
      }),
  };
}

/** Sends an event that the server must refuse. Returns the error code; undefined if the server accepted the event. */
export async function requestRefusalCode(
  socket: TestSocket,
  event: string,
  payload: unknown,
): Promise<string | undefined> {
  return (await socket.ask(event, payload)).error?.code;
}
