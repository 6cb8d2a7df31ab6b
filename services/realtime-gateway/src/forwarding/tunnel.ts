import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';

interface Upgraded {
  readonly response: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
}

interface TunnelOptions {
  readonly silenceMs: number;
  readonly lingerMs: number;
  /** Called once, when both connections are closed. */
  readonly onEnd: () => void;
}

const MAX_REFUSAL_BYTES = 4_096;

/** Resolves when the holder accepts or refuses the upgrade. Rejects with the error that ended the request. */
export function waitForUpgrade(holderRequest: ClientRequest): Promise<Upgraded | IncomingMessage> {
  return new Promise((resolve, reject) => {
    holderRequest.once('upgrade', (response, socket: Socket, head) => {
      // A connection that fails before it is joined must not end the process.
      socket.on('error', () => {});
      resolve({ response, socket, head });
    });
    holderRequest.once('response', resolve);
    holderRequest.on('error', reject);
  });
}

/** Returns the response that tells the client that its connection is now a WebSocket. */
export function formatUpgradeResponse({ headers }: IncomingMessage): string {
  const protocol = headers['sec-websocket-protocol'];
  const headerLines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${headers['sec-websocket-accept']}`,
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
  ];
  return `${headerLines.join('\r\n')}\r\n\r\n`;
}

/**
 * Returns the holder's refusal of an upgrade as a complete HTTP response that closes the connection. Throws if the
 * refusal makes no progress for `stallMs` milliseconds.
 */
export async function formatUpgradeRefusal(response: IncomingMessage, stallMs: number): Promise<string> {
  response.setTimeout(stallMs, () => response.destroy());
  let refusalText = '';
  for await (const chunk of response.setEncoding('utf8')) {
    refusalText = (refusalText + chunk).slice(0, MAX_REFUSAL_BYTES);
  }
  const headerLines = [
    `HTTP/1.1 ${response.statusCode} ${response.statusMessage}`,
    'Connection: close',
    'Content-Type: text/html',
    `Content-Length: ${Buffer.byteLength(refusalText)}`,
  ];
  return `${headerLines.join('\r\n')}\r\n\r\n${refusalText}`;
}

/**
 * Passes bytes in both directions, each as fast as its reader reads, until one side closes its connection. The other side
 * then still gets the data that was sent before. Neither connection may be closed yet.
 */
export function joinConnections(client: Duplex, holder: Socket, options: TunnelOptions): void {
  let openConnections = 2;
  const closeSoon = () => {
    for (const connection of [client, holder])
      setTimeout(() => connection.destroy(), options.lingerMs).unref();
  };
  const recordClose = () => {
    openConnections -= 1;
    if (openConnections === 0) options.onEnd();
    else closeSoon();
  };
  for (const [from, to] of [
    [client, holder],
    [holder, client],
  ] as const) {
    from.once('close', recordClose);
    pipeline(from, to, (error) => {
      if (error) to.destroy();
      closeSoon();
    });
  }
  holder.setNoDelay(true);
  holder.setTimeout(options.silenceMs, () => {
    holder.destroy();
    client.destroy();
  });
}
