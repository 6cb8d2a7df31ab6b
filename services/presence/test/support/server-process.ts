import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Test } from 'tap';

/** A real server of one test on its own port, with switches to freeze, kill and start it again. */
export class ServerProcess {
  readonly port: number;
  readonly #command: string;
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  constructor(t: Test, command: string, args: readonly string[], port: number) {
    this.#command = command;
    this.#args = args;
    this.port = port;
    t.teardown(() => this.kill());
  }

  async start(): Promise<void> {
    this.#child = spawn(this.#command, [...this.#args], { stdio: 'ignore' });
    while (!(await accepts(this.port))) await setTimeout(20);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
