// Loaded into a relay before anything else: each SIGUSR2 moves its clock to the next of the offsets that CLOCK_OFFSETS
// names, in milliseconds. Until then, CLOCK_START is the offset.
const offsets = (process.env.CLOCK_OFFSETS ?? '').split(',').map(Number);
const RealDate = Date;
let offset = Number(process.env.CLOCK_START ?? 0);

globalThis.Date = class extends RealDate {
  static now() {
    return RealDate.now() + offset;
  }

  /** @param {[] | ConstructorParameters<typeof Date>} given */
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...given);
  }
};

process.on('SIGUSR2', () => {
  offset = offsets.shift() ?? 0;
  process.stderr.write(`The clock is off by ${offset}\n`);
});
