import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleVersion } from '@kcs/bundle-service';
import type { Plugin } from 'esbuild';

/** A kind of room event that only the next version of the services knows. */
export const NEXT_KIND = 'room-painted';

const OUTDIR = '.next-version';
const SERVICES = join(import.meta.dirname, '../../../../services');
const LAST_KIND = "'room-deleted',\n] as const;";

/** An esbuild plugin that adds `NEXT_KIND` to the kinds in the source of `@kcs/contracts`. */
const addKind: Plugin = {
  name: 'add-kind',
  setup({ onLoad }) {
    onLoad({ filter: /\/contracts\/src\/room-event\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes(LAST_KIND)) throw new Error(`${path} does not list the kinds as expected.`);
      return { contents: source.replace(LAST_KIND, `'${NEXT_KIND}', ${LAST_KIND}`), loader: 'ts' };
    });
  },
};

/**
 * Builds the next version of the services, which is the current version with one more kind of room event. Returns the
 * path of each service's program.
 */
export async function buildNextVersion(): Promise<Record<'chat-api' | 'realtime-gateway', string>> {
  const build = async (service: string) => {
    const folder = join(SERVICES, service);
    await bundleVersion(folder, OUTDIR, [addKind]);
    return join(folder, OUTDIR, 'main.js');
  };
  return {
    'chat-api': await build('chat-api'),
    'realtime-gateway': await build('realtime-gateway'),
  };
}
