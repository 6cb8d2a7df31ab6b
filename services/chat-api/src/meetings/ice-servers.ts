import { createHmac } from 'node:crypto';
import type { IceServer } from '@kcs/contracts';
import type { MeetingDeps } from './meeting-deps.ts';

/**
 * How long credentials for TURN are valid. A TURN server checks them each time a client renews its allocation, so they
 * must outlast a long meeting.
 */
const TURN_CREDENTIALS_TTL_S = 12 * 60 * 60;

interface IceServerList {
  readonly iceServers: IceServer[];
  /** When the credentials expire, in Unix ms. Null if there are none. */
  readonly expiresAt: number | null;
}

/**
 * Returns the configured STUN and TURN servers, with TURN credentials for the user (MEET-3). The credentials follow the
 * scheme that coturn calls `use-auth-secret`: the user name contains the expiry time in Unix seconds, and the password
 * is a signature of the user name.
 */
export function createIceServerList(
  { config, clock }: Pick<MeetingDeps, 'config' | 'clock'>,
  userId: string,
): IceServerList {
  const { STUN_URLS: stunUrls = [], TURN_URLS: turnUrls = [], TURN_SECRET: secret } = config;
  const stunServers: IceServer[] = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : [];
  if (turnUrls.length === 0 || secret === undefined) return { iceServers: stunServers, expiresAt: null };
  const credentialsExpireAtS = Math.floor(clock.now() / 1_000) + TURN_CREDENTIALS_TTL_S;
  const turnUsername = `${credentialsExpireAtS}:${userId}`;
  const turnCredential = createHmac('sha1', secret).update(turnUsername).digest('base64');
  return {
    iceServers: [...stunServers, { urls: [...turnUrls], username: turnUsername, credential: turnCredential }],
    expiresAt: credentialsExpireAtS * 1_000,
  };
}
