// The runner copies what a failed assertion compared. From an element it would copy all that hangs together with it,
// and never end; the assertion's message says enough.
afterEach(function () {
  const error = this.currentTest?.err;
  if (!error) return;
  for (const key of ['actual', 'expected']) {
    const compared: unknown = Reflect.get(error, key);
    if ([compared].flat().some(isNode)) Reflect.deleteProperty(error, key);
  }
});

/** Of whatever document: those of frames have classes of their own. */
function isNode(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'nodeType' in value;
}
