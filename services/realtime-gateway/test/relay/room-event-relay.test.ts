import type { ReappearingRoom, RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { RoomEventRelay, type RoomEventRelayOptions } from '../../src/relay/room-event-relay.ts';
import { UNKNOWN_EVENT_KIND } from '../support/room-events.ts';

/** PostgreSQL's time, which differs greatly from this machine's time. */
const DATABASE_NOW_MS = Date.UTC(2020, 0, 1);

/** Starts a relay on a gateway whose room is at `position`. Records the recipients of event 5. */
function startRoomEventRelay(position: number | undefined, confirm: () => Promise<void> = async () => {}) {
  const recipients: string[] = [];
  const createRecordingPublisher = (name: string) => async () => {
    recipients.push(name);
    await confirm();
  };
  const createRecordingReceiver = (name: string) => ({ receive: () => recipients.push(name) });
  const roomEventRelay = new RoomEventRelay({
    publisher: {
      publishRoomEvent: createRecordingPublisher('room'),
      publishMemberEvent: createRecordingPublisher('members'),
      publishNewChat: createRecordingPublisher('new chat'),
    },
    sequencer: { offer: () => recipients.push('own sequencer'), position: () => position },
    memberEvents: createRecordingReceiver('own members'),
    newChats: createRecordingReceiver('own new chat'),
    now: () => DATABASE_NOW_MS,
  } as unknown as RoomEventRelayOptions);
  return { relay: roomEventRelay, recipients };
}

const createRoomEventOfAge = (kind: RoomEvent['kind'], ageMs: number): RoomEvent =>
  ({
    room_id: 'r',
    seq: 5,
    kind,
    data: {},
    created_at: new Date(DATABASE_NOW_MS - ageMs).toISOString(),
  }) as unknown as RoomEvent;

async function relayAndListRecipients(
  kind: RoomEvent['kind'],
  ageMs: number,
  position: number | undefined,
  shown?: ReappearingRoom,
): Promise<string[]> {
  const { relay, recipients } = startRoomEventRelay(position);
  await relay.relay(createRoomEventOfAge(kind, ageMs), shown);
  return recipients;
}

t.test(
  'an old event that every gateway has already fetched is not published, but every other event is',
  async (t) => {
    const allRecipients = ['room', 'own sequencer'];
    t.same(await relayAndListRecipients('message-created', 20_000, 5), ['own sequencer']);
    t.same(
      await relayAndListRecipients('message-created', 20_000, 4),
      allRecipients,
      'not released here yet',
    );
    t.same(
      await relayAndListRecipients('message-created', 20_000, undefined),
      allRecipients,
      'not open here',
    );
    t.same(
      await relayAndListRecipients('message-created', 1_000, 5),
      allRecipients,
      'young: the others may not have it',
    );
  },
);

t.test('an event that concerns members goes to all gateways, regardless of its age', async (t) => {
  t.same(await relayAndListRecipients('members-changed', 20_000, 5), [
    'members',
    'own sequencer',
    'own members',
  ]);
});

t.test(
  'LOG-7: an event of an unknown kind is relayed only to the gateways that have its room open',
  async (t) => {
    t.same(await relayAndListRecipients(UNKNOWN_EVENT_KIND, 1_000, 5), ['room', 'own sequencer']);
  },
);

t.test('a message that makes a hidden room visible again notifies users on all gateways', async (t) => {
  const shownRoom = { room_name: 'Ada & Bob', user_ids: ['bob'] };
  t.same(await relayAndListRecipients('message-created', 1_000, 5, shownRoom), [
    'room',
    'new chat',
    'own sequencer',
    'own new chat',
  ]);
});

t.test(
  'the relay rejects if Redis does not confirm a publish, and local members are not notified yet',
  async (t) => {
    const { relay, recipients } = startRoomEventRelay(4, () => Promise.reject(new Error('unconfirmed')));
    await t.rejects(relay.relay(createRoomEventOfAge('members-changed', 0)), { message: 'unconfirmed' });
    t.same(recipients, ['room', 'members', 'own sequencer']);
  },
);
