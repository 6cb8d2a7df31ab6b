import t from 'tap';
import { ConnectionHealth } from '../../src/meetings/connection-health.ts';
import { Stop } from '../../src/time/stop.ts';
import { VirtualTime } from '../support/virtual-time.ts';

class ModelConnection extends EventTarget {
  connectionState: RTCPeerConnectionState = 'new';

  change(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }
}

function createHealth() {
  const connection = new ModelConnection();
  const time = new VirtualTime(3);
  const stopped = new Stop();
  const actions: string[] = [];
  const health = new ConnectionHealth({
    connection: connection as unknown as RTCPeerConnection,
    time,
    stopped,
    repair: () => void actions.push('repair'),
    replace: () => void actions.push('replace'),
  });
  return { connection, time, stopped, actions, health };
}

t.test('a connection that is lost for 2 s is repaired, and a short interruption is not', async (t) => {
  const { connection, time, actions } = createHealth();
  connection.change('connected');
  connection.change('disconnected');
  await time.run(1_900);
  connection.change('connected');
  await time.run(60_000);
  t.same(actions, []);
  connection.change('disconnected');
  await time.run(2_600);
  t.same(actions, ['repair']);
  connection.change('connected');
  await time.run(60_000);
  t.same(actions, ['repair']);
});

t.test('a failed connection is repaired at once, and replaced after three repairs', async (t) => {
  const { connection, time, actions } = createHealth();
  connection.change('connected');
  connection.change('failed');
  await time.run(300);
  t.same(actions, ['repair']);
  await time.run(60_000);
  t.same(actions, ['repair', 'repair', 'repair', 'replace']);
});

t.test(
  'a connection that never connects is repaired after 10 s, or as soon as the other side is back',
  async (t) => {
    const first = createHealth();
    await first.time.run(9_900);
    t.same(first.actions, []);
    await first.time.run(3_000);
    t.same(first.actions, ['repair']);

    const second = createHealth();
    await second.time.run(1_000);
    second.health.retryNow();
    await second.time.run(0);
    t.same(second.actions, ['repair']);
    second.connection.change('connected');
    second.health.retryNow();
    await second.time.run(60_000);
    t.same(second.actions, ['repair'], 'a connected connection needs no repair');
  },
);

t.test('a closed connection is left alone', async (t) => {
  const { connection, time, stopped, actions } = createHealth();
  stopped.stop();
  connection.change('closed');
  await time.run(60_000);
  t.same(actions, []);
});
