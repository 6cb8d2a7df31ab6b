// Builds a service: node ../../infra/local/bundle-service.mjs main migrate …, run in the folder of the service.
// The programs are bundled into `dist` with their libraries: a service starts in a quarter of the time that loading some
// thousand modules takes, which is what a replica that was killed is away for.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

/** Loaded from node_modules as they are: native code, WebAssembly, and files that lie beside the code. */
const KEPT_APART = ['@fastify/swagger-ui', '@node-rs/argon2', '@prisma/*'];

const { outputFiles } = await build({
  // Written when all is well: what runs from `dist` may be started again at any time.
  write: false,
  entryPoints: process.argv.slice(2).map((program) => `src/${program}.ts`),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  sourcemap: true,
  external: KEPT_APART,
  // Libraries in CommonJS ask for Node's own modules by it.
  banner: {
    js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
  },
  logLevel: 'warning',
});
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
for (const { path, contents } of outputFiles) writeFileSync(path, contents);
