import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';

type Exports = Record<string, () => void>;

/** What we use of the global, which the types of Node know only together with those of a browser. */
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: Exports } }>;
};

interface Bindings {
  SchemaEngine: typeof SchemaEngine;
  __wbg_set_wasm(exports: Exports): void;
}

let loaded: Promise<typeof SchemaEngine> | undefined;

/**
 * Prisma's schema engine from npm, as WebAssembly: no binary is looked for or downloaded. Once per process: its
 * bindings know one memory, and a second would break the first.
 */
export function loadSchemaEngine(): Promise<typeof SchemaEngine> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<typeof SchemaEngine> {
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindings = (await import(pathToFileURL(path).href)) as Bindings;
  const file = path.replace(/\.js$/, '.wasm');
  const imports = { './schema_engine_bg.js': { ...bindings, ...timersThatHoldNobody(bindings) } };
  const { exports } = (await WebAssembly.instantiate(await readFile(file), imports)).instance;
  bindings.__wbg_set_wasm(exports);
  exports.__wbindgen_start?.();
  return bindings.SchemaEngine;
}

/** The engine leaves a timer of 10 s behind, for which no process should wait before it ends. */
function timersThatHoldNobody(bindings: object): Record<string, unknown> {
  const timers = Object.entries(bindings).filter(([name]) => name.startsWith('__wbg_setTimeout'));
  return Object.fromEntries(
    timers.map(([name, start]) => [name, (...args: unknown[]) => (start(...args) as NodeJS.Timeout).unref()]),
  );
}
