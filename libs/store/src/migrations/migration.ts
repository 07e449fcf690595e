/** One step of the schema, in SQL of PostgreSQL 15. Forward only, never changed once released. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
}
