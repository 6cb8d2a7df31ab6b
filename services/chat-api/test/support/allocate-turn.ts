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

type Attribute = readonly [type: number, value: Buffer];

const ALLOCATE = 0x0003;
const ALLOCATE_SUCCESS = 0x0103;
const MAGIC_COOKIE = 0x2112a442;
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const ERROR_CODE = 0x0009;
const REALM = 0x0014;
const NONCE = 0x0015;
const REQUESTED_TRANSPORT = 0x0019;
const HEADER_BYTES = 20;
const INTEGRITY_BYTES = 24;
const UDP_TRANSPORT = Buffer.from([17, 0, 0, 0]);
const REPLY_TIMEOUT_MS = 1_000;

/**
 * Requests a relay address from a TURN server on this machine over UDP, as a browser does (RFC 8656). Returns 200 if the
 * server accepts the credentials, and otherwise the error code of the server.
 */
export async function allocateTurn(port: number, credentials: TurnCredentials): Promise<number> {
  const socket = createSocket('udp4');
  try {
    const send = (message: Buffer) => exchangeMessages(socket, port, message);
    return await allocateOverSocket(send, credentials);
  } finally {
    socket.close();
  }
}

/** Sends both requests through the same socket, because coturn accepts a nonce only from the address that received it. */
async function allocateOverSocket(
  send: (message: Buffer) => Promise<TurnReply>,
  { username, credential }: TurnCredentials,
): Promise<number> {
  const transport: Attribute = [REQUESTED_TRANSPORT, UDP_TRANSPORT];
  const challenge = await send(createMessage([transport]));
  const realm = challenge.attributes.get(REALM);
  const nonce = challenge.attributes.get(NONCE);
  if (!realm || !nonce) throw new Error('The TURN server did not ask for credentials.');
  const key = createHash('md5').update(`${username}:${realm}:${credential}`).digest();
  const attributes: Attribute[] = [
    transport,
    [USERNAME, Buffer.from(username)],
    [REALM, realm],
    [NONCE, nonce],
  ];
  const reply = await send(createMessage(attributes, key));
  if (reply.type === ALLOCATE_SUCCESS) return 200;
  const errorCode = reply.attributes.get(ERROR_CODE);
  if (!errorCode) throw new Error(`The TURN server replied with a message of type ${reply.type}.`);
  return 100 * errorCode.readUInt8(2) + errorCode.readUInt8(3);
}

function createMessage(attributes: readonly Attribute[], key?: Buffer): Buffer {
  const body = Buffer.concat(attributes.map(encodeAttribute));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(ALLOCATE, 0);
  // The length must already include the signature when the signature is computed.
  header.writeUInt16BE(body.length + (key ? INTEGRITY_BYTES : 0), 2);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  randomBytes(12).copy(header, 8);
  const message = Buffer.concat([header, body]);
  if (!key) return message;
  const signature = createHmac('sha1', key).update(message).digest();
  return Buffer.concat([message, encodeAttribute([MESSAGE_INTEGRITY, signature])]);
}

function encodeAttribute([type, value]: Attribute): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value, Buffer.alloc(-value.length & 3)]);
}

async function exchangeMessages(socket: Socket, port: number, message: Buffer): Promise<TurnReply> {
  const reply = await new Promise<Buffer>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The TURN server did not reply.')), REPLY_TIMEOUT_MS);
    socket.once('message', (received) => {
      clearTimeout(timer);
      resolve(received);
    });
    socket.once('error', reject);
    socket.send(message, port, '127.0.0.1');
  });
  return parseMessage(reply);
}

function parseMessage(message: Buffer): TurnReply {
  const attributes = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at + 4 <= message.length; ) {
    const length = message.readUInt16BE(at + 2);
    attributes.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + length + (-length & 3);
  }
  return { type: message.readUInt16BE(0), attributes };
}
