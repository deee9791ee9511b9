import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClockState, TrustedClock } from '../../relay/src/log/retention/trusted-clock.ts';
import { silent } from '../../relay/src/logger.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 1);

/** A machine whose clock can be set, and on which time passes when it is told to. */
class Machine {
  #wall = start;
  #monotonic = 0;
  readonly told: (string | undefined)[] = [];
  readonly clock = { wall: () => this.#wall, monotonic: () => this.#monotonic };
  readonly logger = {
    ...silent,
    warn: (details: object) => this.#tell(details),
    info: (details: object) => this.#tell(details),
  };

  pass(time: number): void {
    this.#wall += time;
    this.#monotonic += time;
  }

  set(by: number): void {
    this.#wall += by;
  }

  /** Off, and on again. */
  restart(state: ClockState, off: number, by = 0): TrustedClock {
    this.#wall += off + by;
    this.#monotonic = 17;
    return new TrustedClock(this.clock, this.logger, state);
  }

  #tell(details: object): void {
    this.told.push('code' in details ? String(details.code) : undefined);
  }
}

test('the clock is believed while it goes on with the time that passes, and where it is corrected a little', () => {
  const machine = new Machine();
  const trusted = new TrustedClock(machine.clock, machine.logger);
  for (let time = 0; time < 100; time++) {
    machine.pass(hour);
    machine.set((time % 2 === 0 ? 1 : -1) * 5 * 60_000);
    assert.equal(trusted.now(), machine.clock.wall());
  }
  assert.deepEqual(machine.told, []);
});

test('a jump ahead is told once and not believed, and the time goes on from where it was', () => {
  const machine = new Machine();
  const trusted = new TrustedClock(machine.clock, machine.logger);
  machine.set(31 * day);
  assert.equal(trusted.now(), start);
  machine.pass(23 * hour);
  assert.equal(trusted.now(), start + 23 * hour);
  assert.deepEqual(machine.told, ['clock_jumped']);

  machine.set(-31 * day);
  assert.equal(trusted.now(), start + 23 * hour);
  assert.deepEqual(machine.told, ['clock_jumped', 'clock_settled']);
});

test('a jump is believed when the clock has gone on steadily for a day, and the day begins anew with each jump', () => {
  const machine = new Machine();
  const trusted = new TrustedClock(machine.clock, machine.logger);
  machine.set(31 * day);
  trusted.now();
  machine.pass(23 * hour);
  machine.set(2 * day);
  assert.equal(trusted.now(), start + 23 * hour);
  machine.pass(23 * hour);
  assert.equal(trusted.now(), start + 46 * hour);
  machine.pass(hour);
  assert.equal(trusted.now(), start + 33 * day + 47 * hour);
  assert.deepEqual(machine.told, ['clock_jumped', 'clock_jumped', 'clock_believed']);
});

test('a clock that was set back counts at once, since less is old by it', () => {
  const machine = new Machine();
  const trusted = new TrustedClock(machine.clock, machine.logger);
  machine.set(-10 * day);
  assert.equal(trusted.now(), start - 10 * day);
  machine.pass(hour);
  machine.set(10 * day);
  assert.equal(trusted.now(), start + hour);
  assert.deepEqual(machine.told, ['clock_jumped', 'clock_settled']);
});

test('after a break of a day at most, a restarted relay believes its clock', () => {
  const machine = new Machine();
  const state = new TrustedClock(machine.clock, machine.logger).state();
  const trusted = machine.restart(state, 20 * hour);
  assert.equal(trusted.now(), start + 20 * hour);
  assert.deepEqual(machine.told, []);
});

test('a clock that jumped while the relay was off is believed after a day, also through restarts', () => {
  const machine = new Machine();
  const state = new TrustedClock(machine.clock, machine.logger).state();
  const second = machine.restart(state, hour, 31 * day);
  assert.equal(second.now(), start);
  machine.pass(10 * hour);
  assert.equal(second.now(), start + 10 * hour);

  const third = machine.restart(second.state(), 10 * hour);
  assert.equal(third.now(), start + 20 * hour);
  machine.pass(4 * hour);
  assert.equal(third.now(), machine.clock.wall());
  assert.deepEqual(machine.told, ['clock_jumped', 'clock_believed']);
});

test('a clock that is put right while the relay is off is believed', () => {
  const machine = new Machine();
  const first = new TrustedClock(machine.clock, machine.logger);
  machine.set(31 * day);
  first.now();
  const second = machine.restart(first.state(), 5 * hour, -31 * day);
  assert.equal(second.now(), start + 5 * hour);
  assert.deepEqual(machine.told, ['clock_jumped']);
});
