import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { addJitter, sleep } from '@kcs/service-kit';
import { endUpgrade, type RefusalCode, refuseRequest, refuseUpgrade } from '../transport/refuse-handshake.ts';
import { type ForeignSession, readForeignSession } from './foreign-session.ts';
import { passOnResponse, selectPollHeaders, waitForResponse } from './forward-poll.ts';
import type { ForwardingTimeouts } from './forwarding-timeouts.ts';
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
  readonly timeouts: ForwardingTimeouts;
  readonly onForwarded: (kind: ForwardedKind, outcome: 'passed' | RefusalCode | 'broken') => void;
}

interface ForwardedConnection {
  readonly session: ForeignSession;
  /** The address of the holder; undefined until it is known. */
  address: GatewayAddress | undefined;
  isTunnel: boolean;
  /** Closes the client's connection. */
  readonly close: () => void;
}

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
  #tunnelCount = 0;
  #isDraining = false;

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  /** Number of requests that are being forwarded, without tunnels. */
  get requestCount(): number {
    return this.#connections.size - this.#tunnelCount;
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
    const refusalCode = this.#findRefusalCode(kind);
    if (refusalCode !== undefined) {
      this.#options.onForwarded(kind, refusalCode);
      return refuseRequest(response, refusalCode);
    }
    const connection = this.#addConnection(session, () => response.destroy());
    try {
      const body = kind === 'post' ? await readBody(request, this.#options.maxBodyBytes) : undefined;
      const address = await this.#findAddress(connection);
      if (response.destroyed) return;
      const { client, timeouts } = this.#options;
      const holderRequest = client.open({
        address,
        session,
        method: kind === 'post' ? 'POST' : 'GET',
        headers: selectPollHeaders(request, body),
        responseTimeoutMs: kind === 'post' ? timeouts.postMs : timeouts.pollMs,
      });
      response.once('close', () => holderRequest.destroy());
      holderRequest.end(body);
      await passOnResponse(await waitForResponse(holderRequest), response, timeouts.stallMs);
      this.#options.onForwarded(kind, 'passed');
    } catch (error) {
      const failureCode = this.#explainFailure(session, error);
      const canRefuse = !response.headersSent && !response.destroyed;
      this.#options.onForwarded(kind, canRefuse ? failureCode : 'broken');
      if (canRefuse) refuseRequest(response, failureCode);
      else response.destroy();
    } finally {
      this.#connections.delete(connection);
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
    const refusalCode = this.#findRefusalCode('tunnel');
    if (refusalCode !== undefined) {
      this.#options.onForwarded('tunnel', refusalCode);
      return refuseUpgrade(socket, refusalCode);
    }
    const connection = this.#addConnection(session, () => socket.destroy());
    try {
      await this.#openTunnel(connection, request, socket, head);
      this.#options.onForwarded('tunnel', connection.isTunnel ? 'passed' : 'broken');
    } catch (error) {
      const failureCode = this.#explainFailure(session, error);
      this.#options.onForwarded('tunnel', failureCode);
      refuseUpgrade(socket, failureCode);
    } finally {
      if (!connection.isTunnel) this.#connections.delete(connection);
    }
  }

  /** Makes the connection a tunnel, or passes the holder's refusal on to the client. */
  async #openTunnel(
    connection: ForwardedConnection,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    const { client, timeouts } = this.#options;
    const address = await this.#findAddress(connection);
    if (socket.destroyed) return;
    const holderRequest = client.open({
      address,
      session: connection.session,
      method: 'GET',
      headers: selectUpgradeHeaders(request),
      responseTimeoutMs: timeouts.upgradeMs,
      opensTunnel: true,
    });
    const abandonRequest = () => holderRequest.destroy();
    socket.once('close', abandonRequest);
    holderRequest.end();
    const result = await waitForUpgrade(holderRequest);
    if (!('head' in result)) return endUpgrade(socket, await formatUpgradeRefusal(result, timeouts.stallMs));
    socket.off('close', abandonRequest);
    if (socket.destroyed || result.socket.destroyed) {
      for (const side of [socket, result.socket]) side.destroy();
      return;
    }
    socket.write(formatUpgradeResponse(result.response));
    if (result.head.length > 0) result.socket.unshift(result.head);
    if (head.length > 0) socket.unshift(head);
    connection.isTunnel = true;
    this.#tunnelCount += 1;
    const removeTunnel = () => {
      this.#connections.delete(connection);
      this.#tunnelCount -= 1;
    };
    joinConnections(socket, result.socket, { ...timeouts, onEnd: removeTunnel });
  }

  /**
   * Asks the holders to release all forwarded sessions, in batches spread over `overMs` milliseconds. A holder answers a
   * waiting poll at once, so that the client sends its next poll to another gateway, and closes a tunnel after it has
   * sent `server-draining` (END-9). From now on, polls and upgrades are refused, so that the load balancer repeats them
   * on another gateway. Requests with data are still passed on, because a load balancer must not repeat them. A holder
   * that does not answer makes the drain at most 5 s longer.
   */
  async drain(overMs: number): Promise<void> {
    this.#isDraining = true;
    const connectionsToRelease = [...this.#connections];
    const batchSize = Math.max(1, Math.ceil(connectionsToRelease.length / DRAIN_BATCH_COUNT));
    const releases: Promise<void>[] = [];
    for (let at = 0; at < connectionsToRelease.length; at += batchSize) {
      for (const connection of connectionsToRelease.slice(at, at + batchSize))
        releases.push(this.#release(connection));
      await sleep(addJitter(overMs / DRAIN_BATCH_COUNT));
    }
    await Promise.all(releases);
    await Promise.all([...this.#connections].map((connection) => this.#release(connection)));
    if (this.#connections.size > 0) await sleep(RELEASE_GRACE_MS);
  }

  /** Closes every request and tunnel that is still being forwarded. */
  stop(): void {
    for (const { close } of this.#connections) close();
    this.#options.client.stop();
  }

  #findRefusalCode(kind: ForwardedKind): RefusalCode | undefined {
    if (this.#isDraining && kind !== 'post') return 'NOT_READY';
    return this.#connections.size >= this.#options.maxForwarded ? 'OVER_CAPACITY' : undefined;
  }

  #addConnection(session: ForeignSession, close: () => void): ForwardedConnection {
    const connection: ForwardedConnection = { session, address: undefined, isTunnel: false, close };
    this.#connections.add(connection);
    return connection;
  }

  async #findAddress(connection: ForwardedConnection): Promise<GatewayAddress> {
    const address = await this.#options.directory.find(connection.session.gatewayName);
    if (address === undefined) throw new UnknownGatewayError();
    connection.address = address;
    return address;
  }

  /** A holder that does not answer has died or will close the session, so a failed release needs no other action. */
  async #release(connection: ForwardedConnection): Promise<void> {
    const { session, address } = connection;
    if (address === undefined || !this.#connections.has(connection)) return;
    const { client, timeouts } = this.#options;
    const holderRequest = client.open({
      address,
      session,
      method: 'DELETE',
      headers: {},
      responseTimeoutMs: timeouts.releaseMs,
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
