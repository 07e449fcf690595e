import { describe, expect, it } from 'vitest';
import type { Store } from '../store.js';

const ONE = '01975c9e-0000-7000-8000-000000000001';
const OTHER = '01975c9e-0000-7000-8000-000000000002';

/** What the marks of suspects of every store promise. */
export function describeSuspects(opened: () => Store): void {
  describe('marks of suspects', () => {
    it('stay until they are cleared', async () => {
      const { suspects } = opened();
      await suspects.attempt(ONE);
      await suspects.attempt(ONE);
      await suspects.decide(OTHER, 'process.timeout');
      const marks = await suspects.find([ONE, OTHER]);
      expect(marks.toSorted((a, b) => a.frameId.localeCompare(b.frameId))).toEqual([
        { frameId: ONE, attempts: 2, decided: null },
        { frameId: OTHER, attempts: 1, decided: 'process.timeout' },
      ]);
      await suspects.clear([ONE]);
      expect(await suspects.find([ONE])).toEqual([]);
      expect(await suspects.find([OTHER])).toHaveLength(1);
    });
  });
}
