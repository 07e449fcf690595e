import type { IngestEvents } from './events.js';
import type { IngestReceptor, ListenerContext, Listening } from './ports.js';
import { TcpListener } from './tcp-listener.js';
import { UdpListener } from './udp-listener.js';

type Listener = TcpListener | UdpListener;
type ReceptorTransport = IngestReceptor['transports'][number];

type PortEvents = Pick<IngestEvents, 'listening' | 'listeningEnded' | 'listeningUnchanged'>;

/** What became of ports with a change. */
export interface PortChanges {
  readonly opened: readonly Listening[];
  readonly closed: readonly Listening[];
  /** Receptors that go on as before in part or whole: their port could not be opened, or their certificate not read. */
  readonly failed: readonly string[];
}

/** A port that a receptor asks for. */
interface Wanted {
  readonly key: string;
  readonly transport: ReceptorTransport;
  readonly context: ListenerContext;
}

/** A port that is open. */
interface OpenPort {
  readonly transport: ReceptorTransport;
  readonly listener: Listener;
  readonly listening: Listening;
  /** What the options asked for. */
  context: ListenerContext;
}

/** A port that is to be opened in place of another. */
interface Move {
  readonly wanted: Wanted;
  readonly before: OpenPort;
  error: unknown;
}

/** The open ports of all receptors, and the way from those of one configuration to those of the next. */
export class OpenPorts {
  readonly #events: PortEvents;
  readonly #open = new Map<string, OpenPort>();
  #closed: Listening[] = [];
  #failed = new Set<string>();

  constructor(events: PortEvents) {
    this.#events = events;
  }

  /** Those of a receptor, or all. */
  listeners(receptor?: string): Listener[] {
    return [...this.#open.values()]
      .filter(({ listening }) => receptor === undefined || listening.receptor === receptor)
      .map(({ listener }) => listener);
  }

  /** The open port of a receptor's transport. */
  find(receptor: string, transport: 'tcp' | 'udp'): Listening | undefined {
    const key = keyOf(receptor, transport === 'udp' ? 'Udp' : 'Tcp');
    return this.#open.get(key)?.listening;
  }

  /**
   * Opens the ports of one receptor after the other.
   *
   * @throws IngestError when one cannot be opened; those before it stay open
   */
  async open(contexts: readonly ListenerContext[]): Promise<Listening[]> {
    const listening: Listening[] = [];
    for (const wanted of contexts.flatMap(wantedBy)) listening.push(await this.#start(wanted));
    return listening;
  }

  /**
   * Goes over to other options. Receptors that have left close first, so that others may have their ports; a port that
   * moves is opened before the one in its place closes; what else has changed holds for connections from now on.
   */
  async change(contexts: readonly ListenerContext[]): Promise<PortChanges> {
    this.#closed = [];
    this.#failed = new Set();
    const wanted = contexts.flatMap(wantedBy);
    const keys = new Set(wanted.map(({ key }) => key));
    const names = new Set(contexts.map(({ receptor }) => receptor.name));
    const gone = [...this.#open].filter(([key]) => !keys.has(key));
    for (const [key, port] of gone)
      if (!names.has(port.listening.receptor)) await this.#close(key, port);
    const before = new Set(this.#open.values());
    const moves: Move[] = [];
    for (const one of wanted) {
      const port = this.#open.get(one.key);
      if (port === undefined) continue;
      if (isAtHome(port, one.context.receptor)) await this.#renew(port, one.context);
      else moves.push({ wanted: one, before: port, error: undefined });
    }
    await this.#move(moves);
    for (const one of wanted) if (!this.#open.has(one.key)) await this.#tryToStart(one);
    for (const [key, port] of gone) if (this.#open.get(key) === port) await this.#close(key, port);
    const opened = [...this.#open.values()].filter((port) => !before.has(port));
    return {
      opened: opened.map(({ listening }) => listening),
      closed: this.#closed,
      failed: [...this.#failed],
    };
  }

  /** Closes all. */
  async close(): Promise<void> {
    await Promise.all(this.listeners().map((listener) => listener.stop()));
  }

  async #start({ key, transport, context }: Wanted): Promise<Listening> {
    const { name } = context.receptor;
    const listener = transport === 'Udp' ? new UdpListener(context) : new TcpListener(context);
    // Where the options leave the port open, all transports of a receptor have the same.
    const shared = context.receptor.port === 0 ? this.find(name, 'tcp')?.port : undefined;
    const listening = await (listener instanceof UdpListener
      ? listener.start(shared)
      : listener.start());
    this.#open.set(key, { transport, listener, listening, context });
    this.#events.listening(listening);
    return listening;
  }

  async #tryToStart(wanted: Wanted): Promise<boolean> {
    try {
      await this.#start(wanted);
      return true;
    } catch (error) {
      this.#fail(wanted.context.receptor.name, error);
      return false;
    }
  }

  async #close(key: string, port: OpenPort): Promise<void> {
    if (this.#open.get(key) === port) this.#open.delete(key);
    await port.listener.stop();
    this.#closed.push(port.listening);
    this.#events.listeningEnded(port.listening);
  }

  /** The port stays, and with it its connections. */
  async #renew(port: OpenPort, context: ListenerContext): Promise<void> {
    try {
      await port.listener.renew(context);
      port.context = context;
    } catch (error) {
      this.#fail(context.receptor.name, error);
    }
  }

  async #move(moves: readonly Move[]): Promise<void> {
    let left = await this.#tryMoves(moves);
    // A port may have become free by the move of another.
    if (left.length < moves.length) left = await this.#tryMoves(left);
    const held = new Set(left.map(({ before }) => before.listening.port));
    const crossed = left.filter(({ wanted }) => held.has(wanted.context.receptor.port));
    for (const { wanted, before } of crossed) await this.#close(wanted.key, before);
    for (const move of await this.#tryMoves(crossed, false)) await this.#restore(move);
    for (const move of left) if (!crossed.includes(move)) await this.#stay(move);
  }

  /** @returns those that failed */
  async #tryMoves(moves: readonly Move[], closeBefore = true): Promise<Move[]> {
    const failed: Move[] = [];
    for (const move of moves) {
      try {
        await this.#start(move.wanted);
      } catch (error) {
        move.error = error;
        failed.push(move);
        continue;
      }
      if (closeBefore) await this.#close(move.wanted.key, move.before);
    }
    return failed;
  }

  /** It had to be closed for what could not be opened. */
  async #restore({ wanted, before, error }: Move): Promise<void> {
    this.#fail(wanted.context.receptor.name, error);
    const { port } = before.listening;
    const { address } = before.context.receptor;
    const receptor = { ...wanted.context.receptor, address, port };
    await this.#tryToStart({ ...wanted, context: { ...wanted.context, receptor } });
  }

  /** What was to be opened cannot be: the rest of the options holds where it is. */
  async #stay({ wanted, before, error }: Move): Promise<void> {
    this.#fail(wanted.context.receptor.name, error);
    const { address, port } = before.context.receptor;
    const receptor = { ...wanted.context.receptor, address, port };
    await this.#renew(before, { ...wanted.context, receptor });
  }

  #fail(receptor: string, error: unknown): void {
    this.#failed.add(receptor);
    this.#events.listeningUnchanged({ receptor, error });
  }
}

function keyOf(receptor: string, transport: ReceptorTransport): string {
  return `${transport} ${receptor}`;
}

function wantedBy(context: ListenerContext): Wanted[] {
  const { name, transports } = context.receptor;
  // TCP first: its port is the one that the others share.
  const inOrder = (['Tcp', 'Udp'] as const).filter((transport) => transports.includes(transport));
  return inOrder.map((transport) => ({ key: keyOf(name, transport), transport, context }));
}

function isAtHome({ context, listening }: OpenPort, { address, port }: IngestReceptor): boolean {
  if (context.receptor.address !== address) return false;
  return context.receptor.port === port || listening.port === port;
}
