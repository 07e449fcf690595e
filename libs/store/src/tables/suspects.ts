/** A frame that may have ended a worker. */
export interface SuspectsTable {
  readonly frame_id: string;
  /** Workers, threads or processes, that died while it was in work. */
  readonly attempts: number;
  /** Code with which it is refused when it comes again; null while that is open. */
  readonly decided: string | null;
}
