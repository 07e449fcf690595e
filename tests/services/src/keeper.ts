import { rmSync } from 'node:fs';
import { makeFolder } from './folder.js';
import { thisMachine } from './machine.js';
import {
  MissingServiceError,
  ServiceError,
  type Service,
  type ServiceAddress,
  type ServiceKind,
} from './service.js';
import { howToGet, SERVICE_KINDS, Ways } from './ways.js';

/** The instance that all tests of a run share. */
export const SHARED = 'shared';

/** What may be asked of a service. */
export type ServiceCommand = 'start' | 'stop' | 'kill' | 'control';

/** What a command gives: an address for `start`, what was printed for `control`. */
export interface CommandResult {
  readonly address?: ServiceAddress;
  readonly output?: string;
}

/** Owns the services of one run: starts them when they are first asked for, and ends them all. */
export class Keeper {
  readonly folder = makeFolder();
  readonly #ways = new Ways(this.folder, thisMachine, process.env);
  readonly #services = new Map<string, Promise<Service>>();
  /** The last command of each service: they are carried out one after the other. */
  readonly #inWork = new Map<Service, Promise<unknown>>();
  readonly #missing = new Set<ServiceKind>();
  #closed: Promise<void> | undefined;

  /**
   * Carries out a command on a service; a second `start` gives the same address.
   *
   * @param instance `shared`, or the name of one that a test has for itself
   * @param parameters of `control`
   */
  async command(
    kind: ServiceKind,
    instance: string,
    command: ServiceCommand,
    parameters: readonly string[] = [],
  ): Promise<CommandResult> {
    if (this.#closed !== undefined) throw new ServiceError('the run is ending');
    if (instance === SHARED && command !== 'start') {
      throw new ServiceError(`other tests work with the shared ${kind}: it is left alone`);
    }
    const service = await this.#service(kind, instance);
    const before = this.#inWork.get(service) ?? Promise.resolve();
    const work = before.catch(() => undefined).then(() => carryOut(service, command, parameters));
    this.#inWork.set(service, work);
    return await work;
  }

  /** Ends all services and removes what they have left; says what was missing, and what helps. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    const services = await Promise.allSettled(this.#services.values());
    const started = services.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await Promise.allSettled(started.map((service) => service.destroy()));
    // One that was starting meanwhile has failed by now, or has started a process after all.
    await Promise.allSettled(this.#inWork.values());
    await Promise.allSettled(started.map((service) => service.destroy()));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    const missing = SERVICE_KINDS.filter((kind) => this.#missing.has(kind));
    if (missing.length > 0) process.stderr.write(`\n${howToGet(missing)}\n`);
  }

  #service(kind: ServiceKind, instance: string): Promise<Service> {
    const name = `${kind}-${instance}`;
    const known = this.#services.get(name);
    if (known !== undefined) return known;
    const opened = this.#ways.open(kind, instance, instance !== SHARED);
    this.#services.set(name, opened);
    opened.catch((error: unknown) => {
      if (error instanceof MissingServiceError) this.#missing.add(error.kind);
    });
    return opened;
  }
}

async function carryOut(
  service: Service,
  command: ServiceCommand,
  parameters: readonly string[],
): Promise<CommandResult> {
  if (command === 'start') return { address: await service.start() };
  if (command === 'control') return { output: await service.control(parameters) };
  await service[command]();
  return {};
}
