import type { BuildOptions } from 'esbuild';
import { readBundleManifest } from './read-bundle.ts';

/** The esbuild options of a build that returns its output files instead of writing them to disk. */
export type BundleOptions = BuildOptions & { write: false };

/**
 * Packages that stay outside the bundle and are loaded from node_modules at run time: native code, WebAssembly, and
 * packages that read files next to their own code.
 */
const UNBUNDLED_PACKAGES = ['@node-rs/argon2', '@prisma/*'];

/**
 * Code that defines `require` at the top of the bundle. CommonJS libraries need `require` to load Node's built-in
 * modules, but an ES module does not have it.
 */
const REQUIRE_DEFINITION =
  "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";

/**
 * Returns the same esbuild options as `createBundleOptions`, except that our packages are bundled from their sources
 * instead of their builds.
 */
export function createSourceBundleOptions(folder: string, outdir: string): BundleOptions {
  // If `conditions` is set, esbuild drops its default `module` condition, so `module` is listed too.
  return { ...createBundleOptions(folder, outdir), conditions: ['kcs-source', 'module'] };
}

/**
 * Returns the esbuild options for bundling the programs of the service in `folder`. The caller has to write the output
 * files to disk.
 */
export function createBundleOptions(folder: string, outdir: string): BundleOptions {
  return {
    write: false,
    absWorkingDir: folder,
    entryPoints: readBundleManifest(folder).programs.map((program) => `src/${program}.ts`),
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    sourcemap: true,
    // To save memory in every process, the source maps leave out the source text. Stack traces need only file names and
    // positions.
    sourcesContent: false,
    external: UNBUNDLED_PACKAGES,
    banner: { js: REQUIRE_DEFINITION },
    logLevel: 'warning',
  };
}
