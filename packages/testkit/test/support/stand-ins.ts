import { fileURLToPath } from 'node:url';

const resolvePath = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** The paths of the programs of a test system in which every service is a stand-in. */
export const STAND_IN_PROGRAMS = {
  'chat-api': resolvePath('stand-in.mjs'),
  'realtime-gateway': resolvePath('stand-in.mjs'),
  presence: resolvePath('stand-in.mjs'),
  migrate: resolvePath('stand-in-migrate.mjs'),
};
