import { readFileSync, writeSync } from 'node:fs';

/** The number of clock ticks per second in `/proc`. The kernel reports this value on every common platform. */
const TICKS_PER_SECOND = 100;

/**
 * Prints, when the process exits, the CPU time that the process and its ended children have used. Other operating systems
 * than Linux do not report the children's time. Every bundle imports this module before its test files.
 */
process.once('exit', () => writeSync(1, `\n# CPU time: ${measureCpuTimeInSeconds().toFixed(2)} s\n`));

function measureCpuTimeInSeconds(): number {
  if (process.platform !== 'linux') {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000_000;
  }
  const processStat = readFileSync('/proc/self/stat', 'utf8');
  const fields = processStat.slice(processStat.lastIndexOf(')') + 2).split(' ');
  // The process time in user and kernel mode, and that of its ended children.
  const cpuTicks = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
  return cpuTicks / TICKS_PER_SECOND;
}
