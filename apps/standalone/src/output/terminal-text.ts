/**
 * Text from outside as it may stand on a terminal: control characters and what turns the direction of text could move
 * the cursor, colour the screen or hide what stands there.
 */
export function terminalText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '·');
}
