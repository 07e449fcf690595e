import type { SuspectMark, SuspectMarks } from './suspect-marks.js';

/** Marks in memory; a test may keep them when it begins anew, as the table does. */
export class MemorySuspectMarks implements SuspectMarks {
  readonly marks = new Map<string, SuspectMark>();
  /** How often something was asked or written. */
  calls = 0;

  find(frameIds: readonly string[]): Promise<readonly SuspectMark[]> {
    this.calls++;
    const found = frameIds.map((id) => this.marks.get(id));
    return Promise.resolve(found.filter((mark) => mark !== undefined));
  }

  attempt(frameId: string): Promise<void> {
    this.#put(frameId);
    return Promise.resolve();
  }

  decide(frameId: string, decided: string): Promise<void> {
    this.#put(frameId, decided);
    return Promise.resolve();
  }

  clear(frameIds: readonly string[]): Promise<void> {
    this.calls++;
    for (const id of frameIds) this.marks.delete(id);
    return Promise.resolve();
  }

  #put(frameId: string, decided?: string): void {
    this.calls++;
    const before = this.marks.get(frameId);
    const attempts = (before?.attempts ?? 0) + 1;
    this.marks.set(frameId, { frameId, attempts, decided: decided ?? before?.decided ?? null });
  }
}
