import { createDevelopmentSigningKeys, createTokenIssuer, readSigningKeys } from '@kcs/auth';
import {
  buildRoomEventId,
  buildRoomSubject,
  ROOM_STREAM,
  type RoomEvent,
  type ShownRoom,
} from '@kcs/contracts';
import { connectNats, newId } from '@kcs/service-kit';
import type { TestNats } from '@kcs/testkit';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { Test } from 'tap';
import { respondToGateways, type StandInState } from './bus-responses.ts';
import { ChatLog } from './chat-log.ts';
import { silentLogger } from './silent-logger.ts';

const NANOS_PER_MS = 1_000_000;

export interface StandInUser {
  readonly id: string;
  readonly name: string;
  readonly sessionId: string;
  readonly token: string;
}

export type ServicesStandIn = Awaited<ReturnType<typeof startServicesStandIn>>;

/**
 * Starts stand-ins for chat-api and presence. They respond to gateways on the bus, and publish room events as the
 * outbox does.
 */
export async function startServicesStandIn(t: Test, nats: TestNats) {
  const nc = await connectNats({
    url: nats.url,
    creds: nats.credsOf('admin'),
    service: 'chat-api',
    name: 'stand-in',
    logger: silentLogger,
  });
  t.teardown(() => nc.close());
  const js = jetstream(nc);
  const chatLog = new ChatLog();
  const signingKeys = await readSigningKeys(createDevelopmentSigningKeys());

  const createStream = async () => {
    const jsm = await jetstreamManager(nc);
    await jsm.streams.add({
      name: ROOM_STREAM.name,
      subjects: [...ROOM_STREAM.subjects],
      duplicate_window: ROOM_STREAM.duplicateWindowMs * NANOS_PER_MS,
    });
  };
  const publishEvent = async (
    event: RoomEvent & { shown?: ShownRoom },
    id = buildRoomEventId(event.room_id, event.seq),
  ) => {
    const eventText = JSON.stringify({ version: 1, ...event });
    await js.publish(buildRoomSubject(event.room_id, event.kind), eventText, { msgID: id });
    return event;
  };
  const issueToken = async ({ id, sessionId }: Pick<StandInUser, 'id' | 'sessionId'>, ttlS: number) => {
    const issuer = createTokenIssuer({ keys: signingKeys, issuer: 'kcs-chat', audience: 'kcs-chat', ttlS });
    return (await issuer.issue({ userId: id, sessionId })).token;
  };

  await createStream();
  const standInState: StandInState = {
    log: chatLog,
    publicKeys: signingKeys.publicKeys,
    publish: publishEvent,
    heartbeats: [],
    lists: [],
    parked: [],
    hooks: {},
  };
  let subscriptions = respondToGateways(nc, standInState);

  return {
    ...standInState,
    nc,
    js,
    publish: publishEvent,
    createStream,
    issueToken,
    /** Stops responding to requests, as if chat-api and presence were down. */
    silence: async () => {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
    },
    /** Starts responding to requests again after a call to `silence`. */
    respond: () => {
      subscriptions = respondToGateways(nc, standInState);
    },
    async user(name: string, ttlS = 3_600): Promise<StandInUser> {
      const user = { id: newId('user'), sessionId: newId('sess') };
      chatLog.names.set(user.id, name);
      return { ...user, name, token: await issueToken(user, ttlS) };
    },
    async room(...members: readonly StandInUser[]): Promise<string> {
      const event = await publishEvent(chatLog.createRoom(members.map(({ id }) => id)));
      return event.room_id;
    },
    /** Starts a meeting without notifying anyone, and returns its id. */
    meeting(roomId: string): string {
      const id = newId('meet');
      chatLog.meetings.set(id, roomId);
      return id;
    },
    send: (roomId: string, from: StandInUser, content: string) =>
      publishEvent(chatLog.message(roomId, from.id, content)),
    remove: (roomId: string, by: StandInUser, who: StandInUser) =>
      publishEvent(chatLog.changeMembers(roomId, by.id, [], [who.id])),
    add: (roomId: string, by: StandInUser, who: StandInUser) =>
      publishEvent(chatLog.changeMembers(roomId, by.id, [who.id], [])),
  };
}
