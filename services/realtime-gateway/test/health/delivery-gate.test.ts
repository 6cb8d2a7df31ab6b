import t from 'tap';
import { DeliveryGate } from '../../src/health/delivery-gate.ts';

/** Starts a delivery gate on a virtual clock. Records the calls of its listener. */
function startGate() {
  const clock = { now: 0 };
  const gate = new DeliveryGate(() => clock.now);
  const listenerCalls: string[] = [];
  gate.listen({
    onUncertain: () => listenerCalls.push('uncertain'),
    onCertain: () => listenerCalls.push('certain'),
  });
  return { gate, clock, listenerCalls };
}

/** Starts a delivery gate that knows all ended sessions and has just received an answer from chat-api. */
function createOpenGate() {
  const startedGate = startGate();
  startedGate.gate.chatApiAnswered();
  startedGate.gate.sessionsChecked(startedGate.gate.uncertainties);
  startedGate.listenerCalls.length = 0;
  return startedGate;
}

t.test(
  'nothing is delivered or admitted before chat-api has answered and all sessions are checked',
  async (t) => {
    const { gate, listenerCalls } = startGate();
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
    const { gate, clock } = createOpenGate();
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
    const { gate, clock, listenerCalls } = createOpenGate();
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
  const { gate, clock, listenerCalls } = createOpenGate();
  clock.now = 15_000;
  gate.chatApiAnswered();
  clock.now = 30_000;
  t.ok(gate.canDeliver);
  t.same(listenerCalls, []);
});

t.test(
  'no connection is admitted while NATS is disconnected, and all sessions must be checked after it reconnects',
  async (t) => {
    const { gate, listenerCalls } = createOpenGate();
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
    const { gate, listenerCalls } = createOpenGate();
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
  const { gate } = createOpenGate();
  t.notOk(gate.draining);
  gate.drain();
  t.ok(gate.draining);
  t.notOk(gate.canAdmit);
  t.ok(gate.canDeliver);
});
