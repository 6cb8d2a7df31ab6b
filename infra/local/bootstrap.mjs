// The first thing that runs, before anything is installed: plain Node, no dependencies.
// Usage: node infra/local/bootstrap.mjs start|test|check|chaos [flags]
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_FLOOR = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor < NODE_FLOOR[1])) {
  console.error(`KCS Chat needs Node ${NODE_FLOOR.join('.')} or newer; this is ${process.versions.node}.`);
  console.error('Get a current one from https://nodejs.org, or with a version manager: nvm install --lts');
  process.exit(1);
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { bootstrap } = await import(pathToFileURL(join(root, 'infra/local/bootstrap/main.mjs')).href);
process.exit(await bootstrap(root, process.argv.slice(2)));
