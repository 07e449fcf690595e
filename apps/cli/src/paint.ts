import type { Io } from './io.js';

/** A piece of a line, in one style. */
export interface Piece {
  readonly text: string;
  readonly style?: keyof typeof STYLES;
}

/** Makes a line of pieces that is no wider than the terminal. */
export type Paint = (pieces: readonly Piece[]) => string;

/** Parameters of SGR, the control sequence for the looks of text (ECMA-48, 8.3.117). */
const STYLES = {
  heading: '1',
  place: '2',
  octets: '36',
  meaning: '32',
  refused: '1;31',
} as const;

/** Paints for a terminal, without colours where `NO_COLOR` is set (no-color.org) or the terminal has none. */
export function painter({ columns, env, isTerminal }: Io): Paint {
  const coloured = isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
  return (pieces) =>
    cutPieces(pieces, columns)
      .map(({ text, style }) =>
        coloured && style !== undefined ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text,
      )
      .join('')
      .trimEnd();
}

/** Pieces up to a width; what is cut ends in an ellipsis. */
function cutPieces(pieces: readonly Piece[], width: number): Piece[] {
  const shown: Piece[] = [];
  let left = width;
  for (const piece of pieces) {
    if (piece.text.length > left) {
      shown.push({ ...piece, text: `${piece.text.slice(0, Math.max(0, left - 1))}…` });
      break;
    }
    shown.push(piece);
    left -= piece.text.length;
  }
  return shown;
}
