import { setTimeout as sleep } from 'node:timers/promises';
import type { TestContext, TestSystem } from '@kcs/testkit';
import type { Crowd } from '../crowd/crowd.ts';
import { runInFlight } from '../load/in-flight.ts';
import { KeepAliveClient } from '../load/keep-alive-client.ts';
import { runOpenLoop } from '../load/open-loop.ts';
import { requireCreated } from '../peers/require-created.ts';
import type { CrowdMember } from '../school/fill-crowd.ts';

export interface CapacityLoadOptions {
  readonly system: TestSystem;
  /** Members 0 and 1 belong to the same rooms, and so do 2 and 3, and each further pair. */
  readonly crowd: Crowd;
  readonly messagesPerSecond: number;
  /** How long each kind of operation is repeated. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Functions that each repeat one kind of operation, and resolve with the number of operations. */
export interface CapacityLoad {
  /** Connects half of the people, who join all of their rooms. */
  connect(half: 'first' | 'second'): Promise<number>;
  message(): Promise<number>;
  /** Marks the messages that were sent before as seen. The other member of each pair does this. */
  receipt(): Promise<number>;
  typing(): Promise<number>;
  /** Requests the newest 50 messages of rooms over REST. */
  page(): Promise<number>;
  /** Disconnects all people, and waits until they are offline. */
  leave(): Promise<number>;
}

const MAX_CONCURRENT_CONNECTS = 16;
const MAX_HTTP_CONNECTIONS = 32;
/** As long as an average chat message. */
const MESSAGE_TEXT = 'See you at half past two in the library, next to the old map.';
/** chat-api would refuse a much higher rate, because lists may use only some of its database connections. */
const PAGES_PER_SECOND = 30;
const WARM_UP_SHARE = 0.5;
const SOCKET_EVENT_DELAY_MS = 500;
/** Longer than the grace period and the interval in which presence changes are published. */
const LEAVE_MS = 9_000;

export async function createCapacityLoad(
  t: TestContext,
  { system, crowd, messagesPerSecond, seconds, signal }: CapacityLoadOptions,
): Promise<CapacityLoad & { warmUp(): Promise<unknown> }> {
  const client = new KeepAliveClient(MAX_HTTP_CONNECTIONS);
  t.teardown(() => client.close());
  const tokens = await Promise.all(crowd.members.map((member) => system.issueToken(member)));
  const operationCount = messagesPerSecond * seconds;
  const sentMessages: { readonly roomId: string; readonly messageId: string }[] = [];
  let messageNumber = 0;

  const repeat = async (count: number, perSecond: number, operate: (n: number) => Promise<unknown>) => {
    await runOpenLoop(count, 1_000 / perSecond, (n) => operate(n - 1), signal);
    return count;
  };
  const chooseMember = (n: number) => {
    const index = n % crowd.members.length;
    const { roomIds } = crowd.members[index] as CrowdMember;
    const url = `${system.frontDoor}/api/v1/chat/rooms/${roomIds[n % roomIds.length]}/messages`;
    return { index, roomId: roomIds[n % roomIds.length] as string, url, token: tokens[index] as string };
  };
  const sendMessage = async (n: number) => {
    const { roomId, url, token } = chooseMember(n);
    messageNumber += 1;
    const answer = await client.post(url, token, {
      content: MESSAGE_TEXT,
      client_msg_id: `capacity-${messageNumber}`,
    });
    requireCreated(answer);
    sentMessages[n] = { roomId, messageId: JSON.parse(answer.body).data.id };
  };
  const emitAsNeighbor = async (event: string, createPayload: (n: number, roomId: string) => unknown) => {
    const count = await repeat(operationCount, messagesPerSecond, async (n) => {
      const { index, roomId } = chooseMember(n);
      crowd.clients[index ^ 1]?.emit(event, createPayload(n, roomId));
    });
    await sleep(SOCKET_EVENT_DELAY_MS);
    return count;
  };

  return {
    connect: async (half) => {
      const middle = Math.ceil(crowd.clients.length / 2);
      const clients = half === 'first' ? crowd.clients.slice(0, middle) : crowd.clients.slice(middle);
      await runInFlight(
        clients.length,
        MAX_CONCURRENT_CONNECTS,
        async (n) => {
          const connectingClient = clients[n - 1] as Crowd['clients'][number];
          await connectingClient.connect();
          await connectingClient.ask('join-chat-rooms', { roomIds: connectingClient.member.roomIds });
        },
        signal,
      );
      return clients.length;
    },
    warmUp: () => repeat(Math.ceil(operationCount * WARM_UP_SHARE), messagesPerSecond, sendMessage),
    message: () => repeat(operationCount, messagesPerSecond, sendMessage),
    receipt: () =>
      emitAsNeighbor('mark-messages-seen', (n, roomId) => ({
        roomId,
        messageIds: [sentMessages[n]?.messageId],
      })),
    typing: () => emitAsNeighbor('chat-typing', (n, roomId) => ({ roomId, isTyping: n % 2 === 0 })),
    page: () =>
      repeat(PAGES_PER_SECOND * seconds, PAGES_PER_SECOND, async (n) => {
        const { url, token } = chooseMember(n);
        const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
        if (!response.ok) throw new Error(`A page of messages was refused with status ${response.status}`);
        await response.text();
      }),
    leave: async () => {
      for (const connectedClient of crowd.clients) connectedClient.disconnect();
      await sleep(LEAVE_MS);
      return crowd.clients.length;
    },
  };
}
