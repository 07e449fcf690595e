/** At which conditions a value of gas holds. */
const AT = {
  metering: 'at metering conditions',
  corrected: 'corrected',
  base: 'at base conditions',
  standard: 'at standard conditions',
} as const;

/** Value group D of indexes: three conditions for each step, from 6 on (Blue Book part 1, clause 10.3). */
const INDEX_CONDITIONS = [AT.metering, AT.corrected, AT.base] as const;
const FIRST_INDEX_STEP = 6;
const REDUNDANT_INDEX = 3;

const MAXIMA = [1, 2, 3].map((period) => `maximum over measurement period ${period}`);

const INDEX_STEPS: readonly string[] = [
  ...[1, 2, 3].flatMap((period) => [
    `current measurement period ${period}`,
    `last measurement period ${period}`,
  ]),
  ...billingPeriod(1, []),
  ...billingPeriod(2, ['maximum over billing period 1']),
  ...billingPeriod(3, []),
  ...billingPeriod(4, []),
];

function billingPeriod(period: number, more: readonly string[]): string[] {
  const of = `billing period ${period}`;
  const maxima = [...MAXIMA, ...more].map((maximum) => `${maximum} in ${of}`);
  return [`index at the end of ${of}`, `current ${of}`, `last ${of}`, ...maxima];
}

/** Process values: three conditions for each step, from 15 on. */
const PROCESS_CONDITIONS = [AT.metering, AT.base, AT.standard] as const;
const FIRST_PROCESS_STEP = 15;
const PROCESS_STEPS: readonly string[] = [
  ...[1, 2, 3, 4].flatMap((interval) =>
    ['current', 'last'].flatMap((which) =>
      ['average', 'minimum', 'maximum'].map(
        (kind) => `${kind} of the ${which} process interval ${interval}`,
      ),
    ),
  ),
  'average since the last event',
  'average between the last two events',
];
const PROCESS_NOW: Readonly<Record<number, string>> = {
  0: AT.metering,
  2: AT.base,
  13: AT.standard,
};

/** Flow rate: four conditions for each step, from 15 on. */
const FLOW_CONDITIONS = [AT.metering, AT.corrected, AT.base, AT.standard] as const;
const FIRST_FLOW_STEP = 15;
const FLOW_STEPS: readonly string[] = [
  ...averagingPeriod(1, true),
  ...averagingPeriod(2, true),
  ...averagingPeriod(3, false),
  ...averagingPeriod(4, false),
];
const FLOW_NOW: Readonly<Record<number, string>> = { ...PROCESS_NOW, 1: AT.corrected };

function averagingPeriod(period: number, maxima: boolean): string[] {
  const averages = ['current', 'last'].map((which) => `${which} average ${period}`);
  if (!maxima) return averages;
  const spans = ['measurement period 2', 'measurement period 3', 'billing period 1'];
  return [...averages, ...spans.map((span) => `maximum of averages ${period} in ${span}`)];
}

/** How a counted quantity (volume, energy, mass) is processed. */
export function gasIndexName(d: number): string | undefined {
  if (d === REDUNDANT_INDEX) return `redundant value ${AT.metering}`;
  return INDEX_CONDITIONS[d] ?? step(INDEX_STEPS, INDEX_CONDITIONS, d - FIRST_INDEX_STEP);
}

/** How a process value (temperature, pressure, density) is processed. */
export function gasProcessName(d: number): string | undefined {
  return PROCESS_NOW[d] ?? step(PROCESS_STEPS, PROCESS_CONDITIONS, d - FIRST_PROCESS_STEP);
}

/** How a flow rate is processed. */
export function gasFlowName(d: number): string | undefined {
  return FLOW_NOW[d] ?? step(FLOW_STEPS, FLOW_CONDITIONS, d - FIRST_FLOW_STEP);
}

function step(
  steps: readonly string[],
  conditions: readonly string[],
  index: number,
): string | undefined {
  const name = steps[Math.floor(index / conditions.length)];
  const condition = conditions[index % conditions.length];
  return name === undefined || condition === undefined ? undefined : `${name}, ${condition}`;
}
