/**
 * Whether an AMQP topic pattern matches a routing key: words are separated by dots, `*` stands for exactly one word,
 * `#` for any number of them, none included (AMQP 0-9-1, 3.1.3.3).
 */
export function matchesTopic(pattern: string, routingKey: string): boolean {
  if (pattern === '#') return true;
  return matchesWords(pattern.split('.'), routingKey.split('.'));
}

/** Greedy with one point of return, as for file name patterns: linear for one `#`, words x words at worst. */
function matchesWords(pattern: readonly string[], words: readonly string[]): boolean {
  let p = 0;
  let w = 0;
  let lastHash = -1;
  let returnTo = 0;
  while (w < words.length) {
    const expected = pattern[p];
    if (expected === '#') {
      lastHash = p++;
      returnTo = w;
    } else if (expected === '*' || (expected !== undefined && expected === words[w])) {
      p++;
      w++;
    } else if (lastHash >= 0) {
      p = lastHash + 1;
      w = ++returnTo;
    } else {
      return false;
    }
  }
  while (pattern[p] === '#') p++;
  return p === pattern.length;
}
