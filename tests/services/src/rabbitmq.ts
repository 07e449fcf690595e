import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { OwnProcess } from './own-process.js';
import { freePorts } from './ports.js';
import { ServiceError, type Service, type ServiceAddress } from './service.js';
import { accepts, until } from './waiting.js';

const run = promisify(execFile);

interface Ports {
  readonly amqp: number;
  readonly management: number;
  readonly distribution: number;
  readonly portMapper: number;
}

/** A broker of our own from installed binaries: any user may run it, any number may run side by side. */
export class RabbitMq implements Service {
  readonly kind = 'rabbitmq';
  readonly #script: string;
  readonly #epmd: string;
  readonly #folder: string;
  #ports: Ports | undefined;
  #broker: OwnProcess | undefined;
  #portMapper: OwnProcess | undefined;

  /**
   * @param script RabbitMQ's `rabbitmq-server`
   * @param epmd Erlang's port mapper: each broker has its own, so that none is left behind and none is shared
   * @param folder for its data; it must not exist
   */
  constructor(script: string, epmd: string, folder: string) {
    this.#script = script;
    this.#epmd = epmd;
    this.#folder = folder;
  }

  async start(): Promise<ServiceAddress> {
    const ports = (this.#ports ??= await this.#prepare());
    const address = {
      url: `amqp://guest:guest@127.0.0.1:${ports.amqp}`,
      managementUrl: `http://guest:guest@127.0.0.1:${ports.management}`,
    };
    if (this.#broker?.running) return address;
    const folder = this.#folder;
    rmSync(join(folder, 'log'), { recursive: true, force: true });
    const portMapper = (this.#portMapper ??= new OwnProcess({
      program: this.#epmd,
      parameters: ['-port', String(ports.portMapper), '-address', '127.0.0.1'],
      folder,
      log: join(folder, 'epmd.log'),
    }));
    await until(() => {
      portMapper.mustRun();
      return accepts(ports.portMapper);
    }, 'the port mapper of RabbitMQ did not answer');
    const broker = new OwnProcess({
      program: this.#script,
      parameters: [],
      folder,
      log: join(folder, 'output.log'),
      environment: this.#environment(ports),
    });
    this.#broker = broker;
    await until(async () => {
      broker.mustRun();
      const { amqp, management } = ports;
      return this.#isComplete() && (await accepts(amqp)) && (await accepts(management));
    }, 'RabbitMQ did not start');
    return address;
  }

  async stop(): Promise<void> {
    // The same as `rabbitmqctl stop`, without the second that starting rabbitmqctl takes.
    await this.#broker?.stop('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#broker?.kill();
  }

  async control(parameters: readonly string[]): Promise<string> {
    if (this.#ports === undefined) throw new ServiceError('RabbitMQ was not started');
    const tool = join(dirname(this.#script), 'rabbitmqctl');
    const environment = this.#environment(this.#ports);
    const node = environment.RABBITMQ_NODENAME ?? '';
    const { stdout } = await run(tool, ['--quiet', '--node', node, ...parameters], {
      env: { ...process.env, ...environment, RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '' },
    });
    return stdout;
  }

  async destroy(): Promise<void> {
    await this.kill();
    await this.#portMapper?.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #prepare(): Promise<Ports> {
    const [amqp = 0, management = 0, distribution = 0, portMapper = 0] = await freePorts(4);
    const home = join(this.#folder, 'home');
    mkdirSync(home, { recursive: true, mode: 0o700 });
    writeFileSync(join(home, '.erlang.cookie'), randomBytes(16).toString('hex'), { mode: 0o400 });
    writeFileSync(join(this.#folder, 'enabled_plugins'), '[rabbitmq_management].\n');
    writeFileSync(join(this.#folder, 'rabbitmq.conf'), configuration(amqp, management));
    return { amqp, management, distribution, portMapper };
  }

  #environment(ports: Ports): Record<string, string> {
    const inFolder = (name: string): string => join(this.#folder, name);
    return {
      PATH: `${dirname(this.#script)}:${dirname(this.#epmd)}:${process.env.PATH ?? ''}`,
      HOME: inFolder('home'),
      ERL_EPMD_PORT: String(ports.portMapper),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_NODENAME: `test${ports.amqp}@localhost`,
      RABBITMQ_NODE_PORT: String(ports.amqp),
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_DIST_PORT: String(ports.distribution),
      RABBITMQ_MNESIA_BASE: inFolder('mnesia'),
      RABBITMQ_LOG_BASE: inFolder('log'),
      RABBITMQ_CONFIG_FILE: inFolder('rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: inFolder('enabled_plugins'),
      RABBITMQ_PID_FILE: inFolder('rabbit.pid'),
      // Names of nothing: or the machine's own settings in /etc would be read.
      RABBITMQ_CONF_ENV_FILE: inFolder('none'),
      RABBITMQ_ADVANCED_CONFIG_FILE: inFolder('none.config'),
      // Makes the script become the virtual machine instead of its parent, so that a signal reaches the broker itself.
      RABBITMQ_ALLOW_INPUT: '1',
      // A scheduler that waits busily takes the time of the tests beside it; nodes talk on the loopback interface only.
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
        '-noinput +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}',
    };
  }

  #isComplete(): boolean {
    const folder = join(this.#folder, 'log');
    try {
      return readdirSync(folder).some((file) =>
        readFileSync(join(folder, file), 'utf8').includes('Server startup complete'),
      );
    } catch {
      return false; // it has not got that far
    }
  }
}

function configuration(amqp: number, management: number): string {
  return [
    `listeners.tcp.1 = 127.0.0.1:${amqp}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${management}`,
    'loopback_users = none',
    'log.console = false',
    'log.file.level = info',
    // Absolute, and low: a share of the memory would be claimed by each broker, and a nearly full disk blocks publishers.
    'vm_memory_high_watermark.absolute = 2GB',
    'disk_free_limit.absolute = 50MB',
    '',
  ].join('\n');
}
