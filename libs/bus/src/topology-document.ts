import {
  FRAMES_EXCHANGE,
  TELEMETRY_EXCHANGE,
  TELEMETRY_UNROUTED,
  UNROUTED_ARGUMENTS,
  queueArguments,
  queuesOf,
} from './declarations.js';
import {
  FRAMES_DEAD,
  FRAMES_OVERFLOW,
  FRAMES_POISON,
  FRAMES_RESOLVED,
  READINGS_POISON,
  READINGS_RECORD,
  gatewayQueue,
  historicQueue,
  liveQueue,
} from './topology.js';

/** Who puts messages into a queue, who takes them out, and what they are. */
interface Flow {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly holds: string;
}

const RECEPTOR = 'RECEPTOR';

const FLOWS: Readonly<Record<string, Flow>> = {
  [liveQueue(RECEPTOR)]: {
    from: ['gateway'],
    to: ['decoder'],
    holds: 'accepted frames of a receptor, one to 200 a message',
  },
  [historicQueue(RECEPTOR)]: {
    from: ['historic'],
    to: ['decoder'],
    holds: 'frames of a receptor on their way back from the backlog, and dead letters run again',
  },
  [FRAMES_OVERFLOW]: {
    from: ['gateway'],
    to: ['historic'],
    holds: 'frames that came while more than the capacity of their receptor waited',
  },
  [FRAMES_DEAD]: {
    from: ['gateway', 'decoder'],
    to: ['historic'],
    holds: 'frames that gave no reading, each with its reason',
  },
  [FRAMES_RESOLVED]: {
    from: ['decoder'],
    to: ['historic'],
    holds: 'dead letters that gave readings when they were run again',
  },
  [FRAMES_POISON]: {
    from: ['decoder', 'historic'],
    to: ['historic'],
    holds: 'what no consumer could read or settle; stored as `process.poison`',
  },
  [READINGS_RECORD]: {
    from: ['decoder'],
    to: ['recorder'],
    holds: 'readings for the database, a batch a message',
  },
  [READINGS_POISON]: {
    from: ['recorder'],
    to: [],
    holds: 'what the recorder could not read or store: kept until somebody looks',
  },
};

/**
 * The text of docs/topology.md.
 *
 * @throws {RangeError} when a queue that is declared is not described here, or the other way round
 */
export function topologyDocument(): string {
  const queues = queuesOf([RECEPTOR]);
  const declared = new Set(queues.map(({ name }) => name));
  const unknown = [...declared].filter((name) => FLOWS[name] === undefined);
  const gone = Object.keys(FLOWS).filter((name) => !declared.has(name));
  if (unknown.length + gone.length > 0)
    throw new RangeError(
      `queues without a description or the other way round: ${[...unknown, ...gone].join(', ')}`,
    );
  return `${INTRODUCTION}
${diagram()}
## Queues

Every queue is a durable quorum queue, bound to the exchange \`${FRAMES_EXCHANGE}\` by its own name. There is one live and one
historic queue for each receptor; \`${RECEPTOR}\` stands for its name.

| queue | from | to | holds | arguments |
| --- | --- | --- | --- | --- |
${queues.map((queue) => row(queue.name, queueArguments(queue))).join('\n')}

## Readings

${readings()}`;
}

const INTRODUCTION = `# Queues and exchanges

How the processes talk over RabbitMQ. Whoever starts first declares all of it, from the receptors of the configuration; the
arguments hang on no option, for a queue cannot be declared again with other ones.
`;

function diagram(): string {
  const ids = new Map(Object.keys(FLOWS).map((name, place) => [name, `q${place}`]));
  const lines = Object.entries(FLOWS).flatMap(([name, { from, to }]) => {
    const id = ids.get(name) ?? '';
    return [
      `  ${id}[("${name}")]`,
      ...from.map((app) => `  ${app} --> ${id}`),
      ...to.map((app) => `  ${id} --> ${app}`),
    ];
  });
  return `\`\`\`mermaid
flowchart LR
  meters([meters]) --> gateway
${lines.join('\n')}
  answers[("${gatewayQueue('ID')}")]
  decoder --> answers --> gateway
  telemetry{{"exchange ${TELEMETRY_EXCHANGE}"}}
  decoder --> telemetry --> platforms([platforms])
  telemetry -. nobody asked .-> unrouted[("${TELEMETRY_UNROUTED}")]
  historic --> database[(database)]
  recorder --> database
\`\`\`
`;
}

function row(name: string, args: Readonly<Record<string, string | number>>): string {
  const { from, to, holds } = FLOWS[name] ?? { from: [], to: [], holds: '' };
  const cells = [code(name), from.join(', '), to.join(', ') || 'nobody', holds, argumentsOf(args)];
  return `| ${cells.join(' | ')} |`;
}

function readings(): string {
  return `Readings go to the durable topic exchange \`${TELEMETRY_EXCHANGE}\`; a platform binds a queue of its own to it, with a pattern of
the routing key \`GatewayId.GroupName:DeviceType|DeviceName\`. What nobody asks for goes to \`${TELEMETRY_UNROUTED}\`
(${argumentsOf(UNROUTED_ARGUMENTS)}).

A subscriber's queue must not have \`x-overflow: reject-publish\`: when it is full, every reading is turned away for all
subscribers, and comes twice to those that took it. Bound it with \`x-max-length\` and \`drop-head\`, or use a stream.

Answers to meters go to \`${gatewayQueue('ID')}\`, an exclusive queue of the gateway process that has the connection, over the
default exchange; nothing in it outlives that process.
`;
}

function argumentsOf(args: Readonly<Record<string, string | number>>): string {
  return Object.entries(args)
    .map(([name, value]) => code(`${name}: ${value}`))
    .join(', ');
}

function code(text: string): string {
  return `\`${text}\``;
}
