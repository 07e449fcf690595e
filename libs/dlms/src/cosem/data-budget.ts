import { DecodeError } from '../errors.js';

/** Deepest nesting of arrays and structures; the Blue Book's own objects need less than ten. */
export const MAX_DEPTH = 32;

/** Most elements in one tree. A compact-array can claim more than it has octets, so octets alone are no bound. */
export const MAX_ELEMENTS = 65_536;

/** What is counted while one tree is read. */
export class DataBudget {
  /** Elements that may still be made. */
  elements = MAX_ELEMENTS;
  /** Nine raw octets may stand for an attribute descriptor (leniency `sagemcom-xt211-descriptors`). */
  readonly rawDescriptors: boolean;
  /** Whether such a descriptor was met. */
  metRawDescriptor = false;

  constructor(rawDescriptors = false) {
    this.rawDescriptors = rawDescriptors;
  }

  /** Counts one element. @throws DecodeError `apdu.count` when there are too many */
  spend(offset: number): void {
    if (--this.elements < 0)
      throw new DecodeError('apdu.count', `more than ${MAX_ELEMENTS} elements`, offset);
  }
}
