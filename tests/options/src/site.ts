import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../apps/standalone/dist/main.js', import.meta.url));

type Section = Readonly<Record<string, unknown>>;

/** A line of standard output: a reading, a refusal, an open port. */
export interface Line {
  readonly listening?: {
    readonly receptor: string;
    readonly address: string;
    readonly port: number;
  };
  readonly routingKey?: string;
  readonly reading?: Readonly<Record<string, unknown>>;
  readonly refused?: Readonly<Record<string, unknown>> & { readonly receptor: string };
  readonly receptor?: string;
}

/** How octets are sent. */
export interface SendOptions {
  /** Source address: one of 127.0.0.0/8, each stands for a meter of its own. */
  readonly from?: string;
  readonly transport?: 'tcp' | 'udp';
}

/**
 * One process with as many receptors as a file of tests needs: what is tried is the option as an operator writes it,
 * from the configuration file to the line that comes out.
 */
export class Site {
  readonly folder = mkdtempSync(join(tmpdir(), 'options-'));
  readonly lines: Line[] = [];
  readonly #sections: Record<string, Section> = {};
  readonly #watchers = new Set<() => void>();
  #child: ChildProcess | undefined;
  #stderr = '';

  /** A receptor for WRAPPER on a free port of 127.0.0.1; `options` change or add to it. @returns its name */
  receptor(options: Section, name = `Receptor${Object.keys(this.#sections).length}`): string {
    return this.section(name, {
      ...{ DeviceType: 'DlmsPushServer', ConnectionInterfaceType: 'WRAPPER' },
      ...{ Address: '127.0.0.1', Port: 0, ReplayProtection: 'Off', ...options },
    });
  }

  /** A section as it stands. @returns its name */
  section(name: string, options: Section): string {
    this.#sections[name] = options;
    return name;
  }

  /** Starts the process and waits until every port is open. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const config = join(this.folder, 'dlms.json');
    writeFileSync(config, JSON.stringify(this.#sections));
    const words = ['--config', config, '--data', join(this.folder, 'data'), '--json'];
    const child = spawn(process.execPath, [MAIN, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      this.#wake();
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(JSON.parse(line) as Line);
      this.#wake();
    });
    child.once('exit', () => {
      this.#child = undefined;
      this.#wake();
    });
    const open = Object.entries(this.#sections).filter(
      ([, { DeviceType, Enabled }]) => DeviceType === 'DlmsPushServer' && Enabled !== false,
    );
    const isReady = (): boolean => open.every(([name]) => this.listening(name) !== undefined);
    await this.#until(() => isReady() || undefined, 'every port was open');
  }

  /** Ends the process and removes its folder. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child !== undefined) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(this.folder, { recursive: true });
  }

  /** The log up to now, if it has this text. */
  log(text: string): string | undefined {
    return this.#stderr.includes(text) ? this.#stderr : undefined;
  }

  /** Waits until the log has a text. */
  async logged(text: string): Promise<string> {
    return await this.#until(() => this.log(text), text);
  }

  /** Where a receptor listens, if it does. */
  listening(receptor: string): Line['listening'] {
    return this.lines.find(({ listening }) => listening?.receptor === receptor)?.listening;
  }

  /** The port of a receptor. */
  port(receptor: string): number {
    const listening = this.listening(receptor);
    if (listening === undefined) throw new Error(`${receptor} does not listen`);
    return listening.port;
  }

  /** Opens a connection to a receptor. */
  async dial(receptor: string, from = '127.0.0.1'): Promise<Socket> {
    const { address, port } = this.listening(receptor) ?? {
      address: '',
      port: this.port(receptor),
    };
    const socket = connect({ port, host: address, localAddress: from });
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    return socket;
  }

  /** Sends octets over a connection, or in a datagram, of their own. */
  async send(receptor: string, octets: Uint8Array, options: SendOptions = {}): Promise<void> {
    const { from = '127.0.0.1', transport = 'tcp' } = options;
    if (transport === 'udp') {
      const socket = createSocket('udp4');
      await new Promise<void>((resolve) => socket.bind(0, from, resolve));
      await new Promise<void>((resolve) => {
        socket.send(octets, this.port(receptor), '127.0.0.1', () => {
          resolve();
        });
      });
      socket.close();
      return;
    }
    const socket = await this.dial(receptor, from);
    socket.end(octets);
    await new Promise((resolve) => socket.once('close', resolve));
  }

  /** What came of a receptor's frames up to now: its readings and refusals. */
  linesOf(receptor: string): readonly Line[] {
    return this.lines.filter(
      (line) => line.receptor === receptor || line.refused?.receptor === receptor,
    );
  }

  /** The same, once there are `count`. */
  async outcomes(receptor: string, count = 1): Promise<readonly Line[]> {
    return await this.#until(() => {
      const lines = this.linesOf(receptor);
      return lines.length >= count ? lines : undefined;
    }, `${count} outcomes of ${receptor}`);
  }

  /** Sends octets and waits for what comes of them. */
  async outcome(receptor: string, octets: Uint8Array, options: SendOptions = {}): Promise<Line> {
    const before = this.linesOf(receptor).length;
    await this.send(receptor, octets, options);
    return await this.#until(() => this.linesOf(receptor)[before], `an outcome of ${receptor}`);
  }

  /** Sends octets and gives the refusal's code, or `reading`. */
  async code(receptor: string, octets: Uint8Array, options: SendOptions = {}): Promise<unknown> {
    const { refused } = await this.outcome(receptor, octets, options);
    return refused === undefined ? 'reading' : refused.code;
  }

  async #until<T>(find: () => T | undefined, what: string): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.#child === undefined) throw new Error(`ended before ${what}\n${this.#stderr}`);
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  #wake(): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const resolve of watchers) resolve();
  }
}
