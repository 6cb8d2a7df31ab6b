import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { addJitter, sleep } from '@kcs/service-kit';
import { type RefusalCode, refuseRequest, refuseUpgrade } from '../transport/refuse-handshake.ts';
import { type ForeignSession, readForeignSession } from './foreign-session.ts';
import { passOnResponse, selectPollHeaders, waitForResponse } from './forward-poll.ts';
import type { GatewayAddress } from './gateway-address.ts';
import type { GatewayDirectory } from './gateway-directory.ts';
import { type HolderClient, isGatewayGone } from './holder-client.ts';
import { BodyTooLargeError, readBody } from './read-body.ts';
import { formatUpgradeRefusal, formatUpgradeResponse, joinConnections, waitForUpgrade } from './tunnel.ts';

type ForwardedKind = 'poll' | 'post' | 'tunnel';

interface ForwarderOptions {
  readonly gatewayName: string;
  readonly directory: GatewayDirectory;
  readonly client: HolderClient;
  /** Maximum number of requests and tunnels that are being forwarded at the same time. */
  readonly maxForwarded: number;
  readonly maxBodyBytes: number;
  readonly onForwarded: (kind: ForwardedKind, outcome: 'passed' | RefusalCode | 'broken') => void;
}

interface ForwardedConnection {
  readonly session: ForeignSession;
  readonly address: GatewayAddress;
  /** Closes the client's connection. */
  readonly close: () => void;
}

/** A poll takes up to the ping interval of 25 s. The limit leaves the holder the ping timeout of 20 s in addition. */
const POLL_TIMEOUT_MS = 50_000;
const POST_TIMEOUT_MS = 10_000;
const UPGRADE_TIMEOUT_MS = 10_000;
const RELEASE_TIMEOUT_MS = 2_000;
const DRAIN_BATCH_COUNT = 20;
/** Time in which the answers of released polls can reach their clients. */
const RELEASE_GRACE_MS = 500;

/**
 * Passes requests of sessions that other gateways hold on to these gateways. Only the directory determines the address:
 * the request contributes nothing but the name of a gateway. The receiving gateway never passes a request on again.
 */
export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #connections = new Set<ForwardedConnection>();
  #pendingCount = 0;
  #tunnelCount = 0;

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  /** Number of requests that are being forwarded, without tunnels. */
  get requestCount(): number {
    return this.#pendingCount - this.#tunnelCount;
  }

  get tunnelCount(): number {
    return this.#tunnelCount;
  }

  /** Returns the request's session if another gateway holds it. The query of the request must have been parsed. */
  findSession(request: IncomingMessage, isUpgrade: boolean): ForeignSession | undefined {
    return readForeignSession(request, isUpgrade, this.#options.gatewayName);
  }

  /** Answers the request with the holder's response. If there is none, refuses the request. Never rejects. */
  async forwardRequest(
    session: ForeignSession,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const kind = request.method === 'POST' ? 'post' : 'poll';
    if (this.#pendingCount >= this.#options.maxForwarded) {
      this.#options.onForwarded(kind, 'OVER_CAPACITY');
      return refuseRequest(response, 'OVER_CAPACITY');
    }
    this.#pendingCount += 1;
    let connection: ForwardedConnection | undefined;
    try {
      const body = kind === 'post' ? await readBody(request, this.#options.maxBodyBytes) : undefined;
      const address = await this.#findAddress(session);
      if (response.destroyed) return;
      connection = { session, address, close: () => response.destroy() };
      this.#connections.add(connection);
      const holderRequest = this.#options.client.open({
        address,
        session,
        method: kind === 'post' ? 'POST' : 'GET',
        headers: selectPollHeaders(request, body),
        responseTimeoutMs: kind === 'post' ? POST_TIMEOUT_MS : POLL_TIMEOUT_MS,
      });
      response.once('close', () => holderRequest.destroy());
      holderRequest.end(body);
      await passOnResponse(await waitForResponse(holderRequest), response);
      this.#options.onForwarded(kind, 'passed');
    } catch (error) {
      const refusalCode = this.#explainFailure(session, error);
      const canRefuse = !response.headersSent && !response.destroyed;
      this.#options.onForwarded(kind, canRefuse ? refusalCode : 'broken');
      if (canRefuse) refuseRequest(response, refusalCode);
      else response.destroy();
    } finally {
      this.#pendingCount -= 1;
      if (connection !== undefined) this.#connections.delete(connection);
    }
  }

  /** Turns the client's connection into a tunnel to the holder. If that fails, refuses the upgrade. Never rejects. */
  async forwardUpgrade(
    session: ForeignSession,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    socket.on('error', () => {});
    if (this.#pendingCount >= this.#options.maxForwarded) {
      this.#options.onForwarded('tunnel', 'OVER_CAPACITY');
      return refuseUpgrade(socket, 'OVER_CAPACITY');
    }
    this.#pendingCount += 1;
    try {
      const address = await this.#findAddress(session);
      const isTunnel = await this.#openTunnel(session, address, request, socket, head);
      this.#options.onForwarded('tunnel', isTunnel ? 'passed' : 'broken');
      if (isTunnel) return;
    } catch (error) {
      const refusalCode = this.#explainFailure(session, error);
      this.#options.onForwarded('tunnel', refusalCode);
      refuseUpgrade(socket, refusalCode);
    }
    this.#pendingCount -= 1;
  }

  /** Returns whether the tunnel was opened. If it was not, the client has got the holder's refusal. */
  async #openTunnel(
    session: ForeignSession,
    address: GatewayAddress,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<boolean> {
    const holderRequest = this.#options.client.open({
      address,
      session,
      method: 'GET',
      headers: selectUpgradeHeaders(request),
      responseTimeoutMs: UPGRADE_TIMEOUT_MS,
      opensTunnel: true,
    });
    const abandonRequest = () => holderRequest.destroy();
    socket.once('close', abandonRequest);
    holderRequest.end();
    const result = await waitForUpgrade(holderRequest);
    socket.off('close', abandonRequest);
    if (!('head' in result)) {
      socket.end(await formatUpgradeRefusal(result));
      return false;
    }
    if (socket.destroyed) {
      result.socket.destroy();
      return false;
    }
    socket.write(formatUpgradeResponse(result.response));
    if (result.head.length > 0) result.socket.unshift(result.head);
    if (head.length > 0) socket.unshift(head);
    const connection = { session, address, close: () => socket.destroy() };
    this.#connections.add(connection);
    this.#tunnelCount += 1;
    joinConnections(socket, result.socket, () => {
      this.#connections.delete(connection);
      this.#tunnelCount -= 1;
      this.#pendingCount -= 1;
    });
    return true;
  }

  /**
   * Asks the holders to release all forwarded sessions, in batches spread over `overMs` milliseconds. A holder answers a
   * waiting poll at once, so that the client sends its next poll to another gateway, and closes a tunnel after it has
   * sent `server-draining` (END-9).
   */
  async drain(overMs: number): Promise<void> {
    const connectionsToRelease = [...this.#connections];
    const batchSize = Math.max(1, Math.ceil(connectionsToRelease.length / DRAIN_BATCH_COUNT));
    for (let at = 0; at < connectionsToRelease.length; at += batchSize) {
      await Promise.all(
        connectionsToRelease.slice(at, at + batchSize).map((connection) => this.#release(connection)),
      );
      await sleep(addJitter(overMs / DRAIN_BATCH_COUNT));
    }
    await Promise.all([...this.#connections].map((connection) => this.#release(connection)));
    if (this.#connections.size > 0) await sleep(RELEASE_GRACE_MS);
  }

  /** Closes every request and tunnel that is still being forwarded. */
  stop(): void {
    for (const { close } of this.#connections) close();
    this.#options.client.stop();
  }

  async #findAddress({ gatewayName }: ForeignSession): Promise<GatewayAddress> {
    const address = await this.#options.directory.find(gatewayName);
    if (address === undefined) throw new UnknownGatewayError();
    return address;
  }

  /** A holder that does not answer has died or will close the session, so a failed release needs no other action. */
  async #release(connection: ForwardedConnection): Promise<void> {
    if (!this.#connections.has(connection)) return;
    const { session, address } = connection;
    const holderRequest = this.#options.client.open({
      address,
      session,
      method: 'DELETE',
      headers: {},
      responseTimeoutMs: RELEASE_TIMEOUT_MS,
    });
    holderRequest.end();
    await waitForResponse(holderRequest).then(
      (response) => void response.resume(),
      () => connection.close(),
    );
  }

  #explainFailure({ gatewayName }: ForeignSession, error: unknown): RefusalCode {
    if (error instanceof BodyTooLargeError) return 'PAYLOAD_TOO_LARGE';
    if (error instanceof UnknownGatewayError) return 'UNKNOWN_SESSION';
    if (!isGatewayGone(error)) return 'SESSION_UNREACHABLE';
    this.#options.directory.forget(gatewayName);
    return 'UNKNOWN_SESSION';
  }
}

class UnknownGatewayError extends Error {
  constructor() {
    super('No running gateway has the name in the session id');
    this.name = 'UnknownGatewayError';
  }
}

/** The headers of an upgrade that the WebSocket handshake consists of. No other header is forwarded. */
function selectUpgradeHeaders({ headers }: IncomingMessage): Record<string, string> {
  const selectedHeaders: Record<string, string> = { connection: 'Upgrade', upgrade: 'websocket' };
  for (const name of ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-protocol']) {
    const value = headers[name];
    if (typeof value === 'string') selectedHeaders[name] = value;
  }
  return selectedHeaders;
}
