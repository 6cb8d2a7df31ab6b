import { fileURLToPath } from 'node:url';

const file = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** The paths of the programs of a test system in which every service is a stand-in. */
export const STAND_INS = {
  'chat-api': file('stand-in.mjs'),
  'realtime-gateway': file('stand-in.mjs'),
  presence: file('stand-in.mjs'),
  migrate: file('stand-in-migrate.mjs'),
};
