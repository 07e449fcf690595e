/** Names of the members of one version of an interface class, by their numbers. */
export interface ClassMembers {
  /** From 2 on: attribute 1 is `logical_name` in every class. */
  readonly attributes: Readonly<Record<number, string>>;
  readonly methods: Readonly<Record<number, string>>;
}

/** An interface class of COSEM under the names of the Blue Book. */
export interface InterfaceClass {
  readonly classId: number;
  readonly name: string;
  /** By version. A version that has no entry has not been published with its members. */
  readonly versions: Readonly<Record<number, ClassMembers>>;
}
