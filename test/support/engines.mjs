const known = ['chromium', 'firefox', 'webkit'];

/**
 * The engines that the element's tests run in: those in ENGINES, else all three with REQUIRE_ALL=1, else Chromium alone.
 * @returns {string[]}
 * @throws {Error} one sentence, where ENGINES names an engine that is not known
 */
export function chosenEngines() {
  const { ENGINES = '', REQUIRE_ALL } = process.env;
  const named = ENGINES.split(/[\s,]+/)
    .filter(Boolean)
    .map((name) => name.toLowerCase());
  const unknown = named.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`ENGINES: ${unknown} is none of ${known.join(', ')}`);
  if (named.length > 0) return known.filter((name) => named.includes(name));
  return REQUIRE_ALL === '1' ? known : ['chromium'];
}
