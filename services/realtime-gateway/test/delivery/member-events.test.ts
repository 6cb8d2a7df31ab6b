import { setTimeout as sleep } from 'node:timers/promises';
import { ChatError } from '@kcs/contracts';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { MemberEventDelivery, type MemberEventDeliveryOptions } from '../../src/delivery/member-events.ts';
import { createRoomEvent, UNKNOWN_EVENT_KIND } from '../support/room-events.ts';
import { silentLogger } from '../support/silent-logger.ts';

/**
 * Starts `MemberEventDelivery` for a room with one member, Ada. Records which sockets are excluded from each emitted
 * event.
 */
function startMemberEventDelivery() {
  const deliveryGate = { canDeliver: false };
  const chatApiStandIn = { findJoinedSeqs: async () => new Map([['ada', 1]]) };
  const roomState: { joined: string[] } = { joined: [] };
  const excludedSocketIds: string[][] = [];
  const memberEventDelivery = new MemberEventDelivery({
    gate: deliveryGate,
    sockets: {
      emit: (_rooms: unknown, _name: string, _payload: unknown, except: string[]) =>
        excludedSocketIds.push(except),
      idsIn: () => roomState.joined,
    },
    registry: { user: () => ({ sockets: [] }) },
    cache: { usersIn: () => ['ada'] },
    authority: { findJoinedSeqs: () => chatApiStandIn.findJoinedSeqs() },
    logger: silentLogger,
    departures: { received: () => [] },
  } as unknown as MemberEventDeliveryOptions);
  return {
    gate: deliveryGate,
    room: roomState,
    chatApi: chatApiStandIn,
    excepted: excludedSocketIds,
    memberEvents: memberEventDelivery,
  };
}

t.test(
  'a socket that joins the room while a member event waits for delivery gets the event only once',
  async (t) => {
    const { gate, room, excepted, memberEvents } = startMemberEventDelivery();
    memberEvents.receive(createRoomEvent(8, 'room-updated'));
    room.joined = ['joined at 8'];
    gate.canDeliver = true;
    await eventually('the delivery', () => excepted.length > 0);
    await sleep(250);
    t.same(excepted, [['joined at 8']]);
  },
);

t.test('a member event waits until the delivery gate opens, and repeated events are dropped', async (t) => {
  const { gate, excepted, memberEvents } = startMemberEventDelivery();
  const event = createRoomEvent(8, 'room-updated');
  memberEvents.receive(event);
  memberEvents.receive(event);
  await sleep(250);
  t.same(excepted, []);
  gate.canDeliver = true;
  await eventually('the delivery', () => excepted.length > 0);
  await sleep(250);
  t.equal(excepted.length, 1);
});

t.test('a room change waits until chat-api has confirmed the members of the room', async (t) => {
  const { gate, chatApi, excepted, memberEvents } = startMemberEventDelivery();
  const { findJoinedSeqs } = chatApi;
  let failedRequestCount = 0;
  chatApi.findJoinedSeqs = async () => {
    failedRequestCount += 1;
    throw new ChatError('UNAVAILABLE');
  };
  gate.canDeliver = true;
  memberEvents.receive(createRoomEvent(8, 'room-updated'));
  await eventually('the first request', () => failedRequestCount === 1);
  t.same(excepted, []);
  chatApi.findJoinedSeqs = findJoinedSeqs;
  await eventually('the delivery', () => excepted.length === 1);
});

t.test(
  'LOG-7: an event of an unknown kind is not delivered to members who did not join the room',
  async (t) => {
    const { gate, excepted, memberEvents } = startMemberEventDelivery();
    gate.canDeliver = true;
    memberEvents.receive(createRoomEvent(8, UNKNOWN_EVENT_KIND, { removed: ['ada'] }));
    await sleep(250);
    t.same(excepted, []);
  },
);
