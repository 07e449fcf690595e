import { counterScopeOf, createReplayWindow, judgeCounter } from '@dlms-telemetry/dlms';
import type { Decoded } from './decode.js';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import type { Json, JsonObject, Vector } from './vector.js';
import { isList, isObject, textOf } from './vector.js';

/** Marks a step whose frame is the one of the step before, delivered again. */
const SAME_FRAME = '(same frame id)';

/** The first word of an outcome, and how it shows. */
const WORDS = {
  accepted: 'accept',
  'same-frame': 'accept',
  repeated: 'replay',
  'too-old': 'replay',
};

/** A sequence of frames: the outcome of each, by one window. */
export function compareReplay(vector: Vector, results: readonly Decoded[]): Difference[] {
  const { expected, security } = vector;
  const steps: readonly Json[] = isList(expected.steps) ? expected.steps : [];
  const size = security?.windowSize;
  let window = createReplayWindow(typeof size === 'number' ? size : undefined);
  let frameId = '';
  return steps.flatMap((step, index) => {
    if (!isObject(step)) return compare(`steps[${String(index)}]`, step, null);
    const result = results[Number(step.frame)];
    if (!textOf(step.outcome).includes(SAME_FRAME)) frameId = `frame of step ${String(index)}`;
    const found = judge(result);
    return compareStep(`steps[${String(index)}]`, step, found);
  });

  function judge(result: Decoded | undefined): JsonObject {
    if (result === undefined) return {};
    if (result.type === 'refused')
      return { outcome: result.error.code === 'security.tag' ? 'auth-tag' : result.error.code };
    const { protection, invocationCounter } = result.decoded;
    if (protection === null || invocationCounter === null || counterScopeOf(protection) === null)
      return { invocationCounter, outcome: 'accept' };
    const verdict = judgeCounter(window, invocationCounter, frameId);
    window = verdict.window;
    return { invocationCounter, outcome: WORDS[verdict.outcome] };
  }
}

function compareStep(place: string, step: JsonObject, found: JsonObject): Difference[] {
  const wanted = { ...step, outcome: textOf(step.outcome).split(' ')[0] ?? '' };
  return (
    Object.entries(wanted)
      .filter(([name]) => name !== 'frame')
      // A frame whose tag is wrong proves no counter.
      .filter(([name]) => name !== 'invocationCounter' || found.outcome !== 'auth-tag')
      .flatMap(([name, value]) => compare(`${place}.${name}`, value, found[name]))
  );
}
