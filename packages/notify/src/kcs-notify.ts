#!/usr/bin/env node
import { runCli } from './cli/run-cli.ts';

const interruptController = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruptController.abort());
}
const { env, stdin, stdout, stderr } = process;
// The process ends by itself when all output is written. `process.exit` would cut off output to a pipe.
process.exitCode = await runCli(process.argv.slice(2), {
  env,
  stdin,
  stdout,
  stderr,
  signal: interruptController.signal,
});
