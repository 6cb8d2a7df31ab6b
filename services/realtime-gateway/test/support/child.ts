import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';

/** A server process that can be killed, frozen and started again on the same port. */
export interface Child {
  readonly port: number;
  start(): Promise<void>;
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

export function child(command: string, args: readonly string[], port: number): Child {
  let process: ChildProcess | undefined;
  return {
    port,
    async start() {
      process = spawn(command, args, { stdio: 'ignore' });
      for (let tries = 0; tries < 400 && !(await answers(port)); tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    async kill() {
      if (!process || process.exitCode !== null || process.signalCode !== null) return;
      const exited = once(process, 'exit');
      process.kill('SIGKILL');
      await exited;
    },
    freeze: () => void process?.kill('SIGSTOP'),
    thaw: () => void process?.kill('SIGCONT'),
  };
}
