import type { Packet } from 'socket.io-parser';
import t from 'tap';
import { createTolerantParser, RefusedPacket } from '../../src/transport/tolerant-parser.ts';

const MAX_PACKET_BYTES = 200;

/** Passes the chunks to a decoder and returns the packets that the decoder emits. */
function decodeChunks(...chunks: unknown[]): Packet[] {
  const decoder = new (createTolerantParser(MAX_PACKET_BYTES).Decoder)();
  const decodedPackets: Packet[] = [];
  decoder.on('decoded', (packet: Packet) => decodedPackets.push(packet));
  for (const chunk of chunks) decoder.add(chunk);
  return decodedPackets;
}

const getRefusedPacket = ({ data }: Packet): RefusedPacket => data[1];

t.test('the parser passes on a well-formed event unchanged', async (t) => {
  t.match(decodeChunks('27["chat-typing",{"isTyping":true}]'), [
    { id: 7, data: ['chat-typing', { isTyping: true }] },
  ]);
});

t.test('a malformed packet is passed on as an event that contains the reason for the refusal', async (t) => {
  const [packet] = decodeChunks('2["chat-typing"') as [Packet];
  t.equal(packet.data[0], 'kcs:refused');
  t.type(getRefusedPacket(packet), RefusedPacket);
  t.match(getRefusedPacket(packet), { code: 'VALIDATION_FAILED', event: 'chat-typing' });
});

t.test('the refusal of a packet above the size limit keeps its event name and callback', async (t) => {
  const [packet] = decodeChunks(`212["send-message",{"content":"${'x'.repeat(MAX_PACKET_BYTES)}"}]`) as [
    Packet,
  ];
  t.equal(packet.id, 12);
  t.match(getRefusedPacket(packet), {
    code: 'PAYLOAD_TOO_LARGE',
    event: 'send-message',
    message: /200 bytes/,
  });
});

t.test('a packet with binary attachments is refused once, and its attachments are skipped', async (t) => {
  const decodedPackets = decodeChunks(
    '52-["send-message",{"_placeholder":true,"num":0}]',
    Buffer.from('a'),
    Buffer.from('b'),
  );
  t.equal(decodedPackets.length, 1);
  t.match(getRefusedPacket(decodedPackets[0] as Packet), { code: 'VALIDATION_FAILED', message: /Send JSON/ });
  t.equal(
    decodeChunks(Buffer.from('unannounced')).length,
    1,
    'an attachment that was not announced is refused too',
  );
});
