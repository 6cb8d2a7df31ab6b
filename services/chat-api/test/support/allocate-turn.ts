import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

interface TurnCredentials {
  readonly username: string;
  readonly credential: string;
}

interface TurnReply {
  readonly type: number;
  readonly attributes: ReadonlyMap<number, Buffer>;
}

type TurnAttribute = readonly [type: number, value: Buffer];

const ALLOCATE_REQUEST_TYPE = 0x0003;
const ALLOCATE_SUCCESS_TYPE = 0x0103;
const STUN_MAGIC_COOKIE = 0x2112a442;
const USERNAME_ATTRIBUTE = 0x0006;
const MESSAGE_INTEGRITY_ATTRIBUTE = 0x0008;
const ERROR_CODE_ATTRIBUTE = 0x0009;
const REALM_ATTRIBUTE = 0x0014;
const NONCE_ATTRIBUTE = 0x0015;
const REQUESTED_TRANSPORT_ATTRIBUTE = 0x0019;
const MESSAGE_HEADER_BYTES = 20;
const INTEGRITY_ATTRIBUTE_BYTES = 24;
const UDP_TRANSPORT_VALUE = Buffer.from([17, 0, 0, 0]);
const REPLY_TIMEOUT_MS = 1_000;

/**
 * Requests a relay address from a TURN server on this machine over UDP, as a browser does (RFC 8656). Returns 200 if
 * the server accepts the credentials, and otherwise the error code of the server.
 */
export async function allocateTurn(port: number, credentials: TurnCredentials): Promise<number> {
  const socket = createSocket('udp4');
  try {
    const sendAndReceive = (message: Buffer) => exchangeMessages(socket, port, message);
    return await requestAllocation(sendAndReceive, credentials);
  } finally {
    socket.close();
  }
}

/**
 * Sends both requests through the same socket, because coturn accepts a nonce only from the address that received it.
 */
async function requestAllocation(
  sendAndReceive: (message: Buffer) => Promise<TurnReply>,
  { username, credential }: TurnCredentials,
): Promise<number> {
  const transportAttribute: TurnAttribute = [REQUESTED_TRANSPORT_ATTRIBUTE, UDP_TRANSPORT_VALUE];
  const challengeReply = await sendAndReceive(createAllocateRequest([transportAttribute]));
  const realm = challengeReply.attributes.get(REALM_ATTRIBUTE);
  const nonce = challengeReply.attributes.get(NONCE_ATTRIBUTE);
  if (!realm || !nonce) throw new Error('The TURN server did not ask for credentials.');
  const integrityKey = createHash('md5').update(`${username}:${realm}:${credential}`).digest();
  const attributes: TurnAttribute[] = [
    transportAttribute,
    [USERNAME_ATTRIBUTE, Buffer.from(username)],
    [REALM_ATTRIBUTE, realm],
    [NONCE_ATTRIBUTE, nonce],
  ];
  const reply = await sendAndReceive(createAllocateRequest(attributes, integrityKey));
  if (reply.type === ALLOCATE_SUCCESS_TYPE) return 200;
  const errorCode = reply.attributes.get(ERROR_CODE_ATTRIBUTE);
  if (!errorCode) throw new Error(`The TURN server replied with a message of type ${reply.type}.`);
  return 100 * errorCode.readUInt8(2) + errorCode.readUInt8(3);
}

function createAllocateRequest(attributes: readonly TurnAttribute[], integrityKey?: Buffer): Buffer {
  const body = Buffer.concat(attributes.map(encodeAttribute));
  const header = Buffer.alloc(MESSAGE_HEADER_BYTES);
  header.writeUInt16BE(ALLOCATE_REQUEST_TYPE, 0);
  // The length must already include the signature when the signature is computed.
  header.writeUInt16BE(body.length + (integrityKey ? INTEGRITY_ATTRIBUTE_BYTES : 0), 2);
  header.writeUInt32BE(STUN_MAGIC_COOKIE, 4);
  randomBytes(12).copy(header, 8);
  const message = Buffer.concat([header, body]);
  if (!integrityKey) return message;
  const signature = createHmac('sha1', integrityKey).update(message).digest();
  return Buffer.concat([message, encodeAttribute([MESSAGE_INTEGRITY_ATTRIBUTE, signature])]);
}

function encodeAttribute([type, value]: TurnAttribute): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value, Buffer.alloc(-value.length & 3)]);
}

async function exchangeMessages(socket: Socket, port: number, message: Buffer): Promise<TurnReply> {
  const reply = await new Promise<Buffer>((resolve, reject) => {
    const replyTimer = setTimeout(
      () => reject(new Error('The TURN server did not reply.')),
      REPLY_TIMEOUT_MS,
    );
    socket.once('message', (received) => {
      clearTimeout(replyTimer);
      resolve(received);
    });
    socket.once('error', reject);
    socket.send(message, port, '127.0.0.1');
  });
  return parseTurnReply(reply);
}

function parseTurnReply(message: Buffer): TurnReply {
  const attributes = new Map<number, Buffer>();
  for (let at = MESSAGE_HEADER_BYTES; at + 4 <= message.length; ) {
    const valueLength = message.readUInt16BE(at + 2);
    attributes.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + valueLength));
    at += 4 + valueLength + (-valueLength & 3);
  }
  return { type: message.readUInt16BE(0), attributes };
}
