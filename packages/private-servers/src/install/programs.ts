import { findBinary, postgresFolders } from '../process/find-binary.ts';

export type Program = 'postgresql' | 'redis-server' | 'nats-server' | 'haproxy' | 'chromium';

/** What the system's package managers call it, and how we see that it is there. */
export const PROGRAMS: Record<Program, { debian: string; brew: string; isThere: () => boolean }> = {
  postgresql: { debian: 'postgresql', brew: 'postgresql@16', isThere: () => postgresFolders().length > 0 },
  'redis-server': { debian: 'redis-server', brew: 'redis', isThere: () => !!findBinary('redis-server') },
  'nats-server': { debian: 'nats-server', brew: 'nats-server', isThere: () => !!findBinary('nats-server') },
  haproxy: { debian: 'haproxy', brew: 'haproxy', isThere: () => !!findBinary('haproxy') },
  chromium: { debian: 'chromium', brew: 'chromium', isThere: () => !!findChromium() },
};

/** A browser for tests: Debian's Chromium, or what a desktop already has. */
export function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const macFolders = [
    '/Applications/Chromium.app/Contents/MacOS',
    '/Applications/Google Chrome.app/Contents/MacOS',
  ];
  const macNames = ['Chromium', 'Google Chrome'];
  return [...names, ...macNames].map((name) => findBinary(name, macFolders)).find(Boolean);
}

export function missingPrograms(wanted: readonly Program[]): Program[] {
  return wanted.filter((program) => !PROGRAMS[program].isThere());
}
