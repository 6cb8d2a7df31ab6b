import type { BuildOptions } from 'esbuild';
import { readBundle } from './read-bundle.ts';

/** The esbuild options of a build that returns its output files instead of writing them to disk. */
export type BundleOptions = BuildOptions & { write: false };

/**
 * Packages that are not bundled and are loaded from node_modules at run time: native code, WebAssembly, and packages
 * that read files beside their code.
 */
const NOT_BUNDLED = ['@fastify/swagger-ui', '@node-rs/argon2', '@prisma/*'];

/**
 * Defines `require` in the bundle, because CommonJS libraries need it to load Node's built-in modules and an ES
 * module has no `require`.
 */
const DEFINE_REQUIRE =
  "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";

/**
 * Returns the esbuild options that bundle the programs from the sources of our packages instead of from their builds.
 * Otherwise equal to `createBundleOptions`.
 */
export function createSourceBundleOptions(folder: string, outdir: string): BundleOptions {
  // esbuild omits its default condition `module` if any condition is given, so `module` is listed explicitly.
  return { ...createBundleOptions(folder, outdir), conditions: ['kcs-source', 'module'] };
}

/**
 * Returns the esbuild options that bundle the programs of the service in `folder`. The caller writes the output
 * files.
 */
export function createBundleOptions(folder: string, outdir: string): BundleOptions {
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
    // Source maps omit the source text to save memory in every process. Stack traces need only the file names and
    // positions.
    sourcesContent: false,
    external: NOT_BUNDLED,
    banner: { js: DEFINE_REQUIRE },
    logLevel: 'warning',
  };
}
