import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CHECKS_PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a program of an installed package until it ends. Resolves even if the exit code is not 0.
 * @param {string} program the program's name in `node_modules/.bin`
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} the exit code and the complete output
 */
export async function runTool(program, args, cwd) {
  const toolProcess = spawn(findInstalledProgram(program), args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const readStdout = collectStreamText(toolProcess.stdout);
  const readStderr = collectStreamText(toolProcess.stderr);
  const toolExitCode = await new Promise((resolve, reject) => {
    toolProcess.once('error', reject);
    toolProcess.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  return { code: toolExitCode, stdout: readStdout(), stderr: readStderr() };
}

/**
 * Returns the path of an installed program. Looks for it in this package first, and then in each folder above. The
 * search does not begin in the repository that is checked, because in tests, the checked repository is a scratch
 * repository without installed tools.
 */
function findInstalledProgram(program) {
  for (let folder = CHECKS_PACKAGE_FOLDER; ; folder = dirname(folder)) {
    const programPath = join(folder, 'node_modules/.bin', program);
    try {
      readFileSync(programPath);
      return programPath;
    } catch {
      if (folder === dirname(folder)) throw new Error(`${program} is not installed. Run: npm run check`);
    }
  }
}

function collectStreamText(stream) {
  const textChunks = [];
  stream.setEncoding('utf8').on('data', (chunk) => textChunks.push(chunk));
  return () => textChunks.join('');
}
