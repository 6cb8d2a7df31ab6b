// Implements the npm scripts listed below. This program imports only Node's built-in modules, because it may have to
// run before any package is installed.
// Usage: node infra/local/bootstrap.mjs start|dev|test|test:watch|check|chaos|drill|bench|capacity [flags]
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST_NODE_VERSION = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE_VERSION[0] || (major === OLDEST_NODE_VERSION[0] && minor < OLDEST_NODE_VERSION[1])) {
  console.error(
    `KCS Chat needs Node ${OLDEST_NODE_VERSION.join('.')} or newer. This is Node ${process.versions.node}.`,
  );
  console.error(
    'Install a current version from https://nodejs.org or with a version manager, for example: nvm install --lts',
  );
  process.exit(1);
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { bootstrap } = await import(pathToFileURL(join(root, 'infra/local/bootstrap/main.mjs')).href);
process.exit(await bootstrap(root, process.argv.slice(2)));
