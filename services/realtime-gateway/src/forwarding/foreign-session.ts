import type { IncomingMessage } from 'node:http';
import { readGatewayName } from './session-id.ts';

/** An Engine.IO session that another gateway holds. */
export interface ForeignSession {
  readonly gatewayName: string;
  readonly sessionId: string;
  /**
   * The path for the forwarded request. It consists of parameters that were checked, and contains nothing else from the
   * original request.
   */
  readonly path: string;
}

interface PreparedRequest {
  readonly _query: Readonly<Record<string, string | undefined>>;
}

/** The parameter with which clients make each poll unique. */
const POLL_ID_PATTERN = /^[\w.-]{1,40}$/;

/**
 * Returns the session of the request if another gateway holds it. Returns undefined for all other requests, including
 * those that Engine.IO refuses.
 */
export function readForeignSession(
  request: IncomingMessage,
  isUpgrade: boolean,
  ownName: string,
): ForeignSession | undefined {
  const { sid, EIO, transport, t: pollId } = (request as unknown as PreparedRequest)._query;
  const gatewayName = readGatewayName(sid ?? '');
  if (sid === undefined || gatewayName === undefined || gatewayName === ownName) return undefined;
  if (EIO !== '4' || transport !== (isUpgrade ? 'websocket' : 'polling')) return undefined;
  const pollIdParameter = pollId !== undefined && POLL_ID_PATTERN.test(pollId) ? `&t=${pollId}` : '';
  const path = `/socket.io/?EIO=4&transport=${transport}&sid=${sid}${pollIdParameter}`;
  return { gatewayName, sessionId: sid, path };
}
