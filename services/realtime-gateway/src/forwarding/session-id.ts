import { randomBytes } from 'node:crypto';

/** Numbers of random bytes. Each number is a multiple of 3, so that base64url needs no padding. */
const GATEWAY_NAME_BYTE_COUNT = 9;
const SESSION_BYTE_COUNT = 18;
const GATEWAY_NAME_PATTERN = /^[\w-]{12}$/;
const SESSION_ID_PATTERN = /^([\w-]{12})\.[\w-]{24}$/;

/**
 * Returns a new name for a gateway process, which other gateways look up in the directory. The name is random, so that
 * a restarted gateway never gets the sessions of its predecessor.
 */
export const createGatewayName = (): string => randomBytes(GATEWAY_NAME_BYTE_COUNT).toString('base64url');

export const isGatewayName = (text: string): boolean => GATEWAY_NAME_PATTERN.test(text);

/** Returns a new Engine.IO session id, such as `Zk3xQ0aB_r1T.b7…`. It consists of the gateway's name and 24 random characters. */
export const createSessionId = (gatewayName: string): string =>
  `${gatewayName}.${randomBytes(SESSION_BYTE_COUNT).toString('base64url')}`;

/** Returns the name of the gateway that created the session; undefined if the id names no gateway. */
export const readGatewayName = (sessionId: string): string | undefined =>
  SESSION_ID_PATTERN.exec(sessionId)?.[1];
