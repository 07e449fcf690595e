/** A frame that may have ended a worker. */
export interface SuspectsTable {
  readonly frame_id: string;
  /** Workers that may have died of it; 0: it stood in an envelope that was in work. */
  readonly attempts: number;
  /** Code with which it is refused when it comes again; null while that is open. */
  readonly decided: string | null;
}
