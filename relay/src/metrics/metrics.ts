import type { AddressInfo } from 'node:net';
import { errorCodes, type Refused } from '@realtime-chat/protocol';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { WatchAnswer } from '../handlers/dispatch.ts';
import { isCallback } from '../handlers/handle.ts';
import { entryTypeNames } from '../log/entry-types.ts';
import type { RoomLog } from '../log/log.ts';
import type { Logger } from '../logger.ts';
import { type MetricsAddress, serveMetrics } from './metrics-server.ts';

/** Bounds of the histograms' buckets, in seconds: from one frame of the relay to the longest wait of a client. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What is asked for its present value at each scrape. */
export interface MetricsSources {
  connections: () => number;
  joinedRooms: () => number;
}

/**
 * Measures the relay for Prometheus. Every label has a fixed set of values: none holds the name of a room or a person.
 * This file is loaded only if the option `metrics` is given, so a relay without it neither measures nor loads prom-client.
 */
export class Metrics {
  readonly registry = new Registry();
  #close: () => void;
  #acknowledgements = this.#histogram(
    'realtime_chat_acknowledgement_seconds',
    'Time from the arrival of a request to its answer, by request.',
    ['request'],
  );
  #fanOut = this.#histogram(
    'realtime_chat_fan_out_seconds',
    'Time from the commit of an entry to the frame with it, handed to all connections of its room.',
  );
  #refusals = this.#counter('realtime_chat_refusals_total', 'Refused requests and connections, by code.', [
    'code',
  ]);
  #entries = this.#counter('realtime_chat_entries_total', 'Entries appended to rooms, by type.', ['type']);

  private constructor(close: () => void) {
    this.#close = close;
    collectDefaultMetrics({ register: this.registry });
    // A rate needs the value before the first increase.
    for (const code of errorCodes) this.#refusals.inc({ code }, 0);
    for (const type of entryTypeNames) this.#entries.inc({ type }, 0);
  }

  /** @throws {Error} if the address cannot be used; the message is one sentence for the operator */
  static async open(address: MetricsAddress, version: string, logger: Logger): Promise<Metrics> {
    const server = await serveMetrics(address, async () => {
      const { contentType } = metrics.registry;
      return { contentType, text: await metrics.registry.metrics() };
    });
    const metrics = new Metrics(() => {
      server.close();
      server.closeAllConnections();
    });
    metrics.#gauge('realtime_chat_info', 'Always 1; the label has the version of the relay.', [
      'version',
    ]).set({ version }, 1);
    const { address: host, port } = server.address() as AddressInfo;
    logger.info({ code: 'metrics_listening', host, port }, 'metrics are served');
    return metrics;
  }

  /** Begins to measure these parts of the relay. */
  watch({ connections, joinedRooms }: MetricsSources): void {
    this.#gauge('realtime_chat_connections', 'Open connections of clients.', [], connections);
    this.#gauge('realtime_chat_joined_rooms', 'Rooms with at least one connection in them.', [], joinedRooms);
  }

  /** Begins to count what is appended to the log, and what it could not store. */
  async watchLog(log: RoomLog): Promise<void> {
    const errors = this.#counter(
      'realtime_chat_store_errors_total',
      'Failed writes to the store.',
      [],
      () => {
        errors.reset();
        errors.inc(log.failedWrites);
      },
    );
    await log.watchAll((_room, _epoch, entries) => {
      for (const { type } of entries) this.#entries.inc({ type });
    });
  }

  /** Puts a callback around that of a client, which measures the answer. */
  readonly watchAnswer: WatchAnswer = (request, args) => {
    const answer = args.at(-1);
    if (!isCallback(answer)) return args;
    const began = performance.now();
    const measured = (reply: object): void => {
      this.#acknowledgements.observe({ request }, (performance.now() - began) / 1000);
      if (isRefused(reply)) this.countRefusal(reply.error.code);
      answer(reply);
    };
    return [...args.slice(0, -1), measured];
  };

  readonly countRefusal = (code: string): void => this.#refusals.inc({ code });

  readonly observeFanOut = (milliseconds: number): void => this.#fanOut.observe(milliseconds / 1000);

  close(): void {
    this.#close();
    this.registry.clear();
  }

  #histogram(name: string, help: string, labelNames: string[] = []): Histogram {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  #counter(name: string, help: string, labelNames: string[], collect?: () => void): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry], ...(collect && { collect }) });
  }

  #gauge(name: string, help: string, labelNames: string[], read?: () => number): Gauge {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      ...(read && { collect: () => gauge.set(read()) }),
    });
    return gauge;
  }
}

function isRefused(reply: object): reply is Refused {
  return 'error' in reply;
}
