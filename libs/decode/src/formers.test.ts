import { InMemoryWaitingFrames } from '@dlms-telemetry/bus';
import type { Configuration } from '@dlms-telemetry/options';
import { expect, it } from 'vitest';
import type { DecodeReceptor } from './decode.js';
import { Formers } from './formers.js';

const receptors = (...names: string[]) => names.map((receptor) => ({ receptor }) as DecodeReceptor);
const configuration = (...names: string[]) =>
  ({ receptors: names.map((name) => ({ name })) }) as unknown as Configuration;
const textsOf = (source: string) => ({ env: {}, parts: [{ text: '', source, files: {} }] });

it('keeps receptors that have left under their last configuration, until nothing of them waits', () => {
  const waiting = new InMemoryWaitingFrames();
  const formers = new Formers<ReturnType<typeof textsOf>>([waiting]);
  const names = (): string[] => formers.receptors.map(({ receptor }) => receptor);
  waiting.accepted('north', 3);
  formers.changed(
    { texts: textsOf('first'), receptors: receptors('north', 'south', 'west') },
    configuration('west'),
  );
  expect(names()).toEqual(['north', 'south']);
  formers.changed(
    { texts: textsOf('second'), receptors: receptors('west') },
    configuration('east'),
  );
  expect(formers.texts).toEqual([
    { texts: textsOf('first'), receptors: ['north'] },
    { texts: textsOf('second'), receptors: ['west'] },
  ]);
  waiting.settled('north', 3);
  formers.changed({ texts: textsOf('third'), receptors: receptors('east') }, configuration('east'));
  expect(names()).toEqual([]);
});

it('gives a receptor up that comes back', () => {
  const waiting = new InMemoryWaitingFrames([['north', 1]]);
  const formers = new Formers<ReturnType<typeof textsOf>>([waiting]);
  formers.changed({ texts: textsOf('first'), receptors: receptors('north') }, configuration());
  formers.changed({ texts: textsOf('second'), receptors: [] }, configuration('north'));
  expect(formers.receptors).toEqual([]);
  expect(formers.texts).toEqual([]);
});
