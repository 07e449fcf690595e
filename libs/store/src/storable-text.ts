/** Text as Postgres can hold it: the one character that it cannot, NUL, becomes the replacement character. */
export function storableText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}
