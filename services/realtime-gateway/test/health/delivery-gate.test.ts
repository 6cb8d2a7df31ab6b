import t from 'tap';
import { DeliveryGate } from '../../src/health/delivery-gate.ts';

/** Starts a delivery gate on a virtual clock. Records the calls of its listener. */
function startDeliveryGate() {
  const fakeClock = { now: 0 };
  const deliveryGate = new DeliveryGate(() => fakeClock.now);
  const listenerCalls: string[] = [];
  deliveryGate.listen({
    onUncertain: () => listenerCalls.push('uncertain'),
    onCertain: () => listenerCalls.push('certain'),
  });
  return { gate: deliveryGate, clock: fakeClock, listenerCalls };
}

/** Starts a delivery gate that knows all ended sessions and has just received an answer from chat-api. */
function startOpenDeliveryGate() {
  const startedGate = startDeliveryGate();
  startedGate.gate.chatApiAnswered();
  startedGate.gate.sessionsChecked(startedGate.gate.uncertainties);
  startedGate.listenerCalls.length = 0;
  return startedGate;
}

t.test(
  'nothing is delivered or admitted before chat-api has answered and all sessions are checked',
  async (t) => {
    const { gate, listenerCalls } = startDeliveryGate();
    t.notOk(gate.canDeliver);
    t.notOk(gate.canDeliverEphemeral);
    t.notOk(gate.canAdmit);
    t.throws(() => gate.assertFresh(), { code: 'UNAVAILABLE' });
    gate.chatApiAnswered();
    t.same(listenerCalls, ['uncertain']);
    t.ok(gate.canAdmit);
    t.ok(gate.canDeliverEphemeral);
    t.notOk(gate.canDeliver, 'sessions that ended before the start are still unknown');
    gate.sessionsChecked(gate.uncertainties);
    t.same(listenerCalls, ['uncertain', 'certain']);
    t.ok(gate.canDeliver);
    gate.assertFresh();
  },
);

t.test(
  'after 10 s of silence from chat-api no connection is admitted, and after 20 s delivery stops',
  async (t) => {
    const { gate, clock } = startOpenDeliveryGate();
    clock.now = 9_999;
    t.ok(gate.canAdmit);
    clock.now = 10_000;
    t.notOk(gate.canAdmit);
    clock.now = 20_000;
    t.ok(gate.canDeliver);
    gate.assertFresh();
    clock.now = 20_001;
    t.notOk(gate.canDeliver);
    t.notOk(gate.canDeliverEphemeral);
    t.throws(() => gate.assertFresh(), { code: 'UNAVAILABLE' });
  },
);

t.test(
  'after more than 20 s of silence from chat-api, room events wait until all sessions are checked',
  async (t) => {
    const { gate, clock, listenerCalls } = startOpenDeliveryGate();
    clock.now = 20_001;
    gate.chatApiAnswered();
    t.same(listenerCalls, ['uncertain']);
    t.ok(gate.canDeliverEphemeral);
    t.notOk(gate.canDeliver);
    gate.sessionsChecked(gate.uncertainties);
    t.ok(gate.canDeliver);
  },
);

t.test('after an answer from chat-api within 20 s, delivery continues without a session check', async (t) => {
  const { gate, clock, listenerCalls } = startOpenDeliveryGate();
  clock.now = 15_000;
  gate.chatApiAnswered();
  clock.now = 30_000;
  t.ok(gate.canDeliver);
  t.same(listenerCalls, []);
});

t.test(
  'no connection is admitted while NATS is disconnected, and all sessions must be checked after it reconnects',
  async (t) => {
    const { gate, listenerCalls } = startOpenDeliveryGate();
    gate.natsDisconnected();
    t.notOk(gate.connected);
    t.notOk(gate.canAdmit);
    t.ok(gate.canDeliver, 'events that arrived before the disconnect still go out');
    gate.natsReconnected();
    t.ok(gate.connected);
    t.ok(gate.canAdmit);
    t.same(listenerCalls, ['uncertain']);
    t.notOk(gate.sessionsCertain);
    t.notOk(gate.canDeliver);
  },
);

t.test(
  'a session check has no effect if it became uncertain again during the check which sessions have ended',
  async (t) => {
    const { gate, listenerCalls } = startOpenDeliveryGate();
    gate.natsReconnected();
    const { uncertainties } = gate;
    gate.natsReconnected();
    gate.sessionsChecked(uncertainties);
    t.notOk(gate.sessionsCertain);
    gate.sessionsChecked(gate.uncertainties);
    t.ok(gate.sessionsCertain);
    gate.sessionsChecked(gate.uncertainties);
    t.same(listenerCalls, ['uncertain', 'uncertain', 'certain'], 'certainty is reported once');
  },
);

t.test('a draining gateway admits no connections but still delivers events', async (t) => {
  const { gate } = startOpenDeliveryGate();
  t.notOk(gate.draining);
  gate.drain();
  t.ok(gate.draining);
  t.notOk(gate.canAdmit);
  t.ok(gate.canDeliver);
});
