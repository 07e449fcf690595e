import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exampleOf, namesFrom } from './example-names.js';
import { files, outcomeOf, placesOf, vector } from './test-vectors.js';
import type { Vector } from './vector.js';
import { isList } from './vector.js';

const KAIFA = readFileSync(new URL('../../../examples/kaifa-norway.json', import.meta.url), 'utf8');

/** The places where a vector differs with one example, whose text is changed. */
function placesWith(changed: Vector, text: string, name = 'kaifa-norway'): string[] {
  const examples = exampleOf(name, text);
  return placesOf(changed, (one, push) => namesFrom(examples, one, push));
}

/** The first map of that property, with one line of it changed. */
function changeMap(property: string, from: RegExp, to: string): string {
  const start = KAIFA.indexOf(`"${property}": {`);
  const end = KAIFA.indexOf('}', start);
  const map = KAIFA.slice(start, end);
  const changed = map.replace(from, to);
  if (changed === map) throw new Error(`${property} has no ${from.source}`);
  return KAIFA.slice(0, start) + changed + KAIFA.slice(end);
}

describe('the names of the examples', () => {
  test('are there for every field of the Nordic vectors that their payload leaves out', () => {
    const nordic = files.find(({ name }) => name === 'han-nordic.json')?.vectors ?? [];
    expect(nordic).not.toHaveLength(0);
    for (const one of nordic)
      expect(outcomeOf(one), one.id).toEqual({ type: 'passed', notInPayload: 0 });
  });

  test('without an example are counted, not compared', () => {
    const counted = outcomeOf(vector('kaifa-no-list-1'), () => undefined);
    expect(counted).toEqual({ type: 'passed', notInPayload: 4 });
  });

  test('of the other examples are those of the meter the vector names', () => {
    const list = vector('kaifa-no-list-3');
    expect(placesWith(list, KAIFA)).toEqual([]);
    expect(outcomeOf({ ...list, meter: '' })).toEqual({ type: 'passed', notInPayload: 0 });
  });

  test.each([
    ['scaler', /"Scaler": -3/, '"Scaler": -2', ['values[7].scaler', 'values[7].value']],
    ['unit', /"Unit": "A"/, '"Unit": "V"', ['values[7].unit', 'values[7].unitName']],
    ['code', /1\.0\.31\.7/, '1.0.32.7', ['values[7].obis']],
  ])('with a wrong %s in a map are a difference', (_, from, to, places) => {
    const text = changeMap('CurrentL1', from, to);
    expect(placesWith(vector('kaifa-no-list-2'), text)).toEqual(places);
  });

  test('with a map at a wrong place leave a value without a name, which is a difference', () => {
    const text = changeMap('CurrentL1', /"PushProfileSequenceId": 7/, '"PushProfileSequenceId": 9');
    expect(placesWith(vector('kaifa-no-list-2'), text)).toContain('values[7].obis');
  });

  test('tell a wrong power of ten even where the meter sent 0', () => {
    const text = changeMap('ActivePowerExport', /"Scaler": 0/, '"Scaler": 3');
    expect(placesWith(vector('kaifa-no-list-2'), text)).toEqual(['values[4].scaler']);
  });

  test('are no names for a list of another meter that is as long', () => {
    const list = vector('kaifa-no-list-2');
    const text = changeMap('SerialNumber', /"ElementCount"/, '"Unit": "W", "ElementCount"');
    const foreign = { ...list, meter: 'another' };
    const [example] = exampleOf('kaifa-norway', text);
    const counted = outcomeOf(foreign, (one, push) =>
      namesFrom(example ? [example] : [], one, push),
    );
    expect(counted).toMatchObject({ type: 'passed' });
    expect(counted).not.toMatchObject({ notInPayload: 0 });
  });

  test('and a value of the vector that is not raw x 10^scaler of the map are a difference', () => {
    const list = vector('kaifa-no-list-1');
    const { values } = list.expected;
    const [value] = isList(values) ? values : [];
    const changed = { ...(value as object), scaler: 1 };
    const expected = { ...list.expected, values: [changed] };
    expect(placesOf({ ...list, expected })).toEqual(['values[0].scaler', 'values[0].value']);
  });
});
