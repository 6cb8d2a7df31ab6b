import { createDevelopmentSigningKeysJson, createTokenIssuer, readSigningKeys } from '@kcs/auth';
import {
  buildRoomEventId,
  buildRoomSubject,
  type ReappearingRoom,
  ROOM_STREAM,
  type RoomEvent,
} from '@kcs/contracts';
import { connectNats, newId } from '@kcs/service-kit';
import type { TestNats } from '@kcs/testkit';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { Test } from 'tap';
import { respondToGateways, type ServicesStandInState } from './bus-responses.ts';
import { ChatLog } from './chat-log.ts';
import { silentLogger } from './silent-logger.ts';

const NANOSECONDS_PER_MS = 1_000_000;

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
  const natsConnection = await connectNats({
    url: nats.url,
    creds: nats.credsOf('admin'),
    service: 'chat-api',
    name: 'stand-in',
    logger: silentLogger,
  });
  t.teardown(() => natsConnection.close());
  const jetstreamClient = jetstream(natsConnection);
  const chatLog = new ChatLog();
  const signingKeys = await readSigningKeys(createDevelopmentSigningKeysJson());

  const createRoomStream = async () => {
    const streamManager = await jetstreamManager(natsConnection);
    await streamManager.streams.add({
      name: ROOM_STREAM.name,
      subjects: [...ROOM_STREAM.subjects],
      duplicate_window: ROOM_STREAM.duplicateWindowMs * NANOSECONDS_PER_MS,
    });
  };
  const publishEvent = async (
    event: RoomEvent & { shown?: ReappearingRoom },
    id = buildRoomEventId(event.room_id, event.seq),
  ) => {
    const eventText = JSON.stringify({ version: 1, ...event });
    await jetstreamClient.publish(buildRoomSubject(event.room_id, event.kind), eventText, { msgID: id });
    return event;
  };
  const issueToken = async ({ id, sessionId }: Pick<StandInUser, 'id' | 'sessionId'>, ttlS: number) => {
    const tokenIssuer = createTokenIssuer({
      keys: signingKeys,
      issuer: 'kcs-chat',
      audience: 'kcs-chat',
      ttlS,
    });
    return (await tokenIssuer.issue({ userId: id, sessionId })).token;
  };

  await createRoomStream();
  const servicesState: ServicesStandInState = {
    log: chatLog,
    publicKeys: signingKeys.publicKeys,
    publish: publishEvent,
    heartbeats: [],
    lists: [],
    parked: [],
    hooks: {},
  };
  let requestSubscriptions = respondToGateways(natsConnection, servicesState);

  return {
    ...servicesState,
    nc: natsConnection,
    js: jetstreamClient,
    publish: publishEvent,
    createStream: createRoomStream,
    issueToken,
    /** Stops responding to requests, as if chat-api and presence were down. */
    silence: async () => {
      await Promise.all(requestSubscriptions.map((subscription) => subscription.stop()));
    },
    /** Starts responding to requests again after a call to `silence`. */
    respond: () => {
      requestSubscriptions = respondToGateways(natsConnection, servicesState);
    },
    async user(name: string, ttlS = 3_600): Promise<StandInUser> {
      const createdUser = { id: newId('user'), sessionId: newId('sess') };
      chatLog.names.set(createdUser.id, name);
      return { ...createdUser, name, token: await issueToken(createdUser, ttlS) };
    },
    async room(...members: readonly StandInUser[]): Promise<string> {
      const roomCreatedEvent = await publishEvent(chatLog.createRoom(members.map(({ id }) => id)));
      return roomCreatedEvent.room_id;
    },
    /** Starts a meeting without notifying anyone, and returns its id. */
    meeting(roomId: string): string {
      const createdMeetingId = newId('meet');
      chatLog.meetings.set(createdMeetingId, roomId);
      return createdMeetingId;
    },
    send: (roomId: string, from: StandInUser, content: string) =>
      publishEvent(chatLog.message(roomId, from.id, content)),
    remove: (roomId: string, by: StandInUser, who: StandInUser) =>
      publishEvent(chatLog.changeMembers(roomId, by.id, [], [who.id])),
    add: (roomId: string, by: StandInUser, who: StandInUser) =>
      publishEvent(chatLog.changeMembers(roomId, by.id, [who.id], [])),
  };
}
