import { ROOM_STREAM } from '@kcs/contracts';
import { connect } from '@nats-io/transport-node';
import t from 'tap';
import { getSharedSystem } from './system.ts';

const MESSAGE_COUNT = 600;
const BURST_SIZE = 100;

t.test(
  '600 messages through two chat-apis and four gateways arrive once and in order, despite repeats and delays',
  async (t) => {
    const system = await getSharedSystem();
    const writers = await Promise.all([system.user(), system.user()]);
    const [owner] = writers;
    if (!owner) throw new Error('There is no writer.');
    const room = await system.room({ owner, members: writers.slice(1) });
    const sockets = await Promise.all(
      system.gateways.flatMap((gateway) => writers.map((writer) => writer.connect(gateway))),
    );
    const joinReplies = await Promise.all(sockets.map((socket) => socket.join([room.id])));
    const headAtJoin = joinReplies[0]?.heads[room.id] ?? -1;

    // Publish every event to the bus a second time: later, in reverse order, and without its message id. This simulates
    // redelivered and delayed events.
    const natsConnection = await connect(system.nats.getConnectionOptions('admin'));
    t.teardown(() => natsConnection.close());
    const eventsToRepeat: { subject: string; data: Uint8Array }[] = [];
    let repeatedEventCount = 0;
    const repeatingSubscription = natsConnection.subscribe(`chat.room.${room.id}.>`, {
      callback: (error, message) => {
        if (
          error ||
          !ROOM_STREAM.subjects.some((s) => message.subject.endsWith(s.slice('chat.room.*'.length)))
        )
          return;
        if (repeatedEventCount++ >= MESSAGE_COUNT) return;
        eventsToRepeat.push({ subject: message.subject, data: message.data });
        if (eventsToRepeat.length < 40) return;
        for (const { subject, data } of eventsToRepeat.splice(0).reverse())
          natsConnection.publish(subject, data);
      },
    });
    t.teardown(() => repeatingSubscription.unsubscribe());

    for (let sent = 0; sent < MESSAGE_COUNT; sent += BURST_SIZE) {
      const sendResponses = await Promise.all(
        Array.from({ length: BURST_SIZE }, (_, n) =>
          (writers[n % 2] ?? owner).request(
            'POST',
            `/chat/rooms/${room.id}/messages`,
            { content: `message ${sent + n}` },
            { api: system.apis[n % 2] },
          ),
        ),
      );
      t.same([...new Set(sendResponses.map(({ status }) => status))], [201], `burst at ${sent}`);
    }

    const lastSeq = headAtJoin + MESSAGE_COUNT;
    await Promise.all(
      sockets.map((socket) => socket.next('new-chat-message', ({ seq }) => seq === lastSeq, 30_000)),
    );
    t.ok(repeatedEventCount >= MESSAGE_COUNT / 2, `${repeatedEventCount} events were published again`);
    const expectedSeqs = Array.from({ length: MESSAGE_COUNT }, (_, n) => headAtJoin + 1 + n);
    for (const [n, socket] of sockets.entries()) {
      t.strictSame(
        socket.all('new-chat-message').map(({ seq }) => seq),
        expectedSeqs,
        `client ${n} received each message once and in order`,
      );
    }
  },
);
