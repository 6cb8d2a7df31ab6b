import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';

interface Upgraded {
  readonly response: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
}

/**
 * Time without any data after which a tunnel is closed. It is longer than the ping interval of 25 s plus the ping timeout
 * of 20 s, after which Engine.IO itself closes a silent connection.
 */
const MAX_SILENCE_MS = 60_000;
/** Time in which the last data of a tunnel can reach one side after the other side has closed its connection. */
const LINGER_MS = 5_000;
const MAX_REFUSAL_BYTES = 4_096;

/** Resolves when the holder accepts or refuses the upgrade. Rejects with the error that ended the request. */
export function waitForUpgrade(holderRequest: ClientRequest): Promise<Upgraded | IncomingMessage> {
  return new Promise((resolve, reject) => {
    holderRequest.once('upgrade', (response, socket: Socket, head) => resolve({ response, socket, head }));
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

/** Returns the holder's refusal of an upgrade as a complete HTTP response that closes the connection. */
export async function formatUpgradeRefusal(response: IncomingMessage): Promise<string> {
  response.setTimeout(LINGER_MS, () => response.destroy());
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
 * then still gets the data that was sent before. Calls `onEnd` once, when both connections are closed.
 */
export function joinConnections(client: Duplex, holder: Socket, onEnd: () => void): void {
  let openConnections = 2;
  const closeSoon = () => {
    for (const connection of [client, holder]) setTimeout(() => connection.destroy(), LINGER_MS).unref();
  };
  const recordClose = () => {
    openConnections -= 1;
    if (openConnections === 0) onEnd();
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
  // A connection can still report an error after `pipeline` has ended.
  holder.on('error', () => {});
  holder.setNoDelay(true);
  holder.setTimeout(MAX_SILENCE_MS, () => {
    holder.destroy();
    client.destroy();
  });
}
