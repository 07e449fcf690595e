import { describe, expect, test } from 'vitest';
import { outcomeOf, placesOf, vector } from './test-vectors.js';
import type { Json, JsonObject, Vector } from './vector.js';
import { isList, isObject } from './vector.js';

/** A dialogue with one step changed. */
function withStep(dialogue: Vector, index: number, change: (step: JsonObject) => Json): Vector {
  const { steps } = dialogue.expected;
  if (!isList(steps)) throw new Error('no steps');
  const changed = steps.map((step, i) => (i === index && isObject(step) ? change(step) : step));
  return { ...dialogue, expected: { ...dialogue.expected, steps: changed } };
}

describe('a frame of an HDLC session', () => {
  test.each([
    ['length', { length: 32 }, 'length'],
    ['address', { source: { hex: '0223', octets: 2, upper: 1, lower: 18 } }, 'source.lower'],
    ['control field', { control: { type: 'UA', pf: false } }, 'control.pf'],
    ['parameters', { parameters: null }, 'parameters'],
    ['unknown field', { news: 1 }, 'news'],
  ])('with another %s is a difference', (_, change, place) => {
    const good = vector('ua-params');
    expect(placesOf({ ...good, expected: { ...good.expected, ...change } })).toEqual([place]);
  });

  test('must carry the APDU that it shall carry, and no other', () => {
    const good = vector('jdlms-clock-5');
    const entries = Object.entries(good.expected).filter(([name]) => name !== 'apdu');
    expect(placesOf({ ...good, expected: Object.fromEntries(entries) })).toEqual(['apdu']);
    const rr = vector('rr-nr5');
    expect(placesOf({ ...rr, expected: { ...rr.expected, apdu: { apdu: 'aarq' } } })).toEqual([
      'apdu',
    ]);
    const changed = { apdu: 'set-response-normal', invokeIdAndPriority: '81', result: 1 };
    expect(placesOf({ ...good, expected: { ...good.expected, apdu: changed } })).toEqual([
      'apdu.result',
    ]);
  });

  test('may be one segment of an APDU, which is not whole without the others', () => {
    const { frames } = vector('i-segmented-get-response');
    const places = frames.map((frame) => {
      const expected = { control: { type: 'I', ns: 2, nr: 2, pf: false } };
      return placesOf({ ...vector('rr-nr5'), apdu: 'hdlc-I', frames: [frame], expected });
    });
    expect(places).toEqual([['control.ns'], [], ['control.ns', 'control.pf']]);
  });

  test('in segments has fields of each', () => {
    const good = vector('i-segmented-get-response');
    const { segments } = good.expected;
    const [first, ...others] = isList(segments) ? segments : [];
    const changed = [{ ...(first as JsonObject), length: 1 }, ...others];
    const places = (wanted: Json): string[] =>
      placesOf({ ...good, expected: { ...good.expected, segments: wanted } });
    expect(places(changed)).toEqual(['segments[0].length']);
    expect(places(others)).toContain('segments');
  });
});

describe('a dialogue', () => {
  const hls = vector('hls5-gmac-dialogue');
  const hdlc = vector('opendlms-clock-dialogue');

  test('is compared step by step', () => {
    expect(outcomeOf(hls)).toEqual({ type: 'passed', notInPayload: 0 });
    expect(placesOf(withStep(hdlc, 4, (step) => ({ ...step, from: 'server' })))).toEqual([]);
    const wrong = withStep(hdlc, 7, (step) => ({ ...step, apdu: { apdu: 'aare' } }));
    expect(placesOf(wrong)).toEqual(['steps[7].apdu.apdu']);
  });

  test('that lacks a step, or has one too many, is a difference', () => {
    expect(placesOf({ ...hls, frames: hls.frames.slice(1) })).toContain('steps');
    expect(placesOf(withStep(hls, 7, () => null))).toEqual(['steps[7]']);
  });

  test('proves the answers to the challenges by the keys and titles of the two sides', () => {
    const security = { ...hls.security, ak: 'd0d1d2d3d4d5d6d7d8d9dadbdcddde00' };
    const answers = ['steps[2].apdu.answer', 'steps[3].apdu.answer'];
    expect(placesOf({ ...hls, security })).toEqual(answers);
    const other = { ...hls.security, serverSystemTitle: '4d4d4d0000bc614f' };
    expect(placesOf({ ...hls, security: other })).toEqual(['steps[3].apdu.answer']);
  });

  test('over a link layer that is not known is named, not passed', () => {
    expect(outcomeOf({ ...hls, linkLayer: 'LoRaWAN' })).toMatchObject({ type: 'not-run' });
  });
});
