import type { ChatApiConfig } from './config-schema.ts';

/**
 * Returns the problems in the configuration of STUN and TURN servers. Browsers reject a TURN server without
 * credentials, and other machines cannot reach a server at a local address.
 */
export function findMeetingProblems(config: ChatApiConfig): string[] {
  const {
    NODE_ENV: environment,
    STUN_URLS: stunUrls = [],
    TURN_URLS: turnUrls = [],
    TURN_SECRET: secret,
  } = config;
  const unpairedTurnProblems =
    turnUrls.length > 0 === (secret !== undefined)
      ? []
      : ['TURN_URLS and TURN_SECRET belong together. Set both or neither.'];
  const localIceUrls = environment === 'production' ? [...stunUrls, ...turnUrls].filter(isLocalIceUrl) : [];
  return [
    ...unpairedTurnProblems,
    ...localIceUrls.map(
      (url) =>
        `${url} is a local address, which other machines cannot reach. Use the public name of the server.`,
    ),
  ];
}

/** Returns whether a STUN or TURN URL points to the local machine. */
const isLocalIceUrl = (url: string): boolean =>
  /^(stun|turn)s?:(localhost|[^:]*\.localhost|127\.[0-9.]+|0\.0\.0\.0|\[(::1?|::ffff:127\.[0-9.]+)\])(:|\?|$)/i.test(
    url,
  );
