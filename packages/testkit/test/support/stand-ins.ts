import { fileURLToPath } from 'node:url';

const resolveProgramPath = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** The paths of the programs of a test system in which every service is a stand-in. */
export const STAND_IN_PROGRAM_PATHS = {
  'chat-api': resolveProgramPath('stand-in.mjs'),
  'realtime-gateway': resolveProgramPath('stand-in.mjs'),
  presence: resolveProgramPath('stand-in.mjs'),
  migrate: resolveProgramPath('stand-in-migrate.mjs'),
};
