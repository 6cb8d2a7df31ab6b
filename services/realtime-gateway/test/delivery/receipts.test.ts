import t from 'tap';
import { type Receipt, ReceiptDelivery } from '../../src/delivery/receipts.ts';
import { LocalSockets } from '../../src/sockets/local-sockets.ts';
import { toChatRoomName } from '../../src/sockets/room-names.ts';

const ROOM_ID = 'room_1';
const RECEIPT = { roomId: ROOM_ID, lastSeenSeq: 2 } as Receipt;

/** Creates the sockets of a large room. `received` contains the names of the events that each socket gets. */
function startLargeRoom() {
  const ids = Array.from({ length: 600 }, (_, n) => `socket-${n}`);
  const received = new Map<string, string[]>(ids.map((id) => [id, []]));
  const createConnection = (id: string) => ({
    readyState: 'open',
    transport: { name: 'polling' },
    writeBuffer: [],
    write: (packet: string) => received.get(id)?.push(JSON.parse(packet.slice(1))[0]),
  });
  const namespace = {
    adapter: { rooms: new Map([[toChatRoomName(ROOM_ID), new Set(ids)]]), on: () => {} },
    sockets: new Map(ids.map((id) => [id, { conn: createConnection(id) }])),
  };
  const sockets = new LocalSockets({
    namespace: namespace as never,
    batchWrites: () => {},
    logger: { error: (failure: unknown) => t.fail(String(failure)) } as never,
  });
  return { received, sockets };
}

t.test(
  'SOCK-12: in a busy large room, a receipt follows its message, and the reader gets none',
  async (t) => {
    const { received, sockets } = startLargeRoom();
    const published: unknown[] = [];
    const receipts = new ReceiptDelivery({ sockets, publish: (...args) => published.push(args) });
    for (const name of ['message-1', 'message-2']) sockets.emitRoomEvent(ROOM_ID, name, {});
    receipts.send(RECEIPT, 'socket-0');
    t.same(published, [[RECEIPT, 'socket-0']]);
    sockets.flushRoomEvents(ROOM_ID);
    t.same(received.get('socket-0'), ['message-1', 'message-2']);
    t.same(received.get('socket-1'), ['message-1', 'message-2', 'messages-seen']);
    t.same(received.get('socket-599'), ['message-1', 'message-2', 'messages-seen']);
  },
);
