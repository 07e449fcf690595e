import { INTERFACE_CLASSES } from './all.js';
import type { ClassMembers, InterfaceClass } from './interface-class.js';

/** Attribute 1 of every interface class (Blue Book 4.1.2). */
const LOGICAL_NAME = 'logical_name';

const BY_ID = new Map(INTERFACE_CLASSES.map((each) => [each.classId, each]));

/** One version of an interface class. */
export interface InterfaceClassVersion extends ClassMembers {
  readonly classId: number;
  readonly name: string;
  readonly version: number;
}

/**
 * What is known of an interface class.
 *
 * @param version the newest that is known when left out
 * @returns undefined for a class, or a version of it, that is not known here
 */
export function interfaceClass(
  classId: number,
  version?: number,
): InterfaceClassVersion | undefined {
  const found = BY_ID.get(classId);
  if (found === undefined) return undefined;
  const wanted = version ?? newest(found);
  const members = found.versions[wanted];
  if (members === undefined) return undefined;
  return {
    classId,
    name: found.name,
    version: wanted,
    attributes: { 1: LOGICAL_NAME, ...members.attributes },
    methods: members.methods,
  };
}

/** The name of an interface class: `Register`. */
export function className(classId: number): string | undefined {
  return BY_ID.get(classId)?.name;
}

/**
 * The name of an attribute: `scaler_unit`.
 *
 * @param version as in `interfaceClass`; one that is not known here counts as left out
 */
export function attributeName(
  classId: number,
  attribute: number,
  version?: number,
): string | undefined {
  if (attribute === 1) return BY_ID.has(classId) ? LOGICAL_NAME : undefined;
  return membersOf(classId, version)?.attributes[attribute];
}

/** The name of a method: `reset`. @param version as in `attributeName` */
export function methodName(classId: number, method: number, version?: number): string | undefined {
  return membersOf(classId, version)?.methods[method];
}

function membersOf(classId: number, version: number | undefined): ClassMembers | undefined {
  const found = BY_ID.get(classId);
  if (found === undefined) return undefined;
  const named = version === undefined ? undefined : found.versions[version];
  return named ?? found.versions[newest(found)];
}

function newest({ versions }: InterfaceClass): number {
  return Math.max(...Object.keys(versions).map(Number));
}
