import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundleServiceVersion } from './bundle-service.ts';

/** A kind of room event that only the next version of the services knows. */
export const NEXT_VERSION_KIND = 'room-painted';

const NEXT_VERSION_OUTDIR = '.next-version';
const SERVICES_FOLDER = join(import.meta.dirname, '../../../services');
const LAST_KIND_SOURCE = "'room-deleted',\n] as const;";

/** An esbuild plugin that adds `NEXT_VERSION_KIND` to the kinds in the source of `@kcs/contracts`. */
const addKindPlugin: Plugin = {
  name: 'add-kind',
  setup({ onLoad }) {
    onLoad({ filter: /\/contracts\/src\/room-event\.ts$/ }, async ({ path }) => {
      const contractSource = await readFile(path, 'utf8');
      if (!contractSource.includes(LAST_KIND_SOURCE))
        throw new Error(`${path} does not list the kinds as expected.`);
      return {
        contents: contractSource.replace(LAST_KIND_SOURCE, `'${NEXT_VERSION_KIND}', ${LAST_KIND_SOURCE}`),
        loader: 'ts',
      };
    });
  },
};

/**
 * Builds the next version of the services, which is the current version with one more kind of room event. Returns the
 * path of each service's program.
 */
export async function buildNextVersion(): Promise<Record<'chat-api' | 'realtime-gateway', string>> {
  const buildNextServiceVersion = async (service: string) => {
    const serviceFolder = join(SERVICES_FOLDER, service);
    await bundleServiceVersion(serviceFolder, NEXT_VERSION_OUTDIR, [addKindPlugin]);
    return join(serviceFolder, NEXT_VERSION_OUTDIR, 'main.js');
  };
  return {
    'chat-api': await buildNextServiceVersion('chat-api'),
    'realtime-gateway': await buildNextServiceVersion('realtime-gateway'),
  };
}
