/** An invocation counter that was accepted. */
export interface ReplayCountersTable {
  /** Whose counter it is, under which key. */
  readonly scope: string;
  readonly counter: number;
  /** The frame that brought it. */
  readonly frame_id: string;
  /** When that frame was received. */
  readonly received_at: Date;
}
