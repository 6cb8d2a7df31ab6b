import type { BuildOptions } from 'esbuild';
import { readBundle } from './read-bundle.ts';

/** Options with which esbuild returns the files instead of writing them. */
export type BundleOptions = BuildOptions & { write: false };

/** Loaded from node_modules at run time: native code, WebAssembly, and packages that read files beside their code. */
const NOT_BUNDLED = ['@fastify/swagger-ui', '@node-rs/argon2', '@prisma/*'];

/** CommonJS libraries call `require` for Node's own modules. An ES module has no `require`. */
const DEFINE_REQUIRE =
  "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";

/** Like `bundleOptions`, with our packages read from their sources instead of their builds. */
export function sourceBundleOptions(folder: string, outdir: string): BundleOptions {
  // `module` is esbuild's default only as long as no condition is given.
  return { ...bundleOptions(folder, outdir), conditions: ['kcs-source', 'module'] };
}

/** The esbuild options that bundle the programs of the service in `folder`. The caller writes the output files. */
export function bundleOptions(folder: string, outdir: string): BundleOptions {
  return {
    write: false,
    absWorkingDir: folder,
    entryPoints: readBundle(folder).programs.map((program) => `src/${program}.ts`),
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    sourcemap: true,
    // Without the sources the maps take less memory in every process. Stack traces do not need them.
    sourcesContent: false,
    external: NOT_BUNDLED,
    banner: { js: DEFINE_REQUIRE },
    logLevel: 'warning',
  };
}
