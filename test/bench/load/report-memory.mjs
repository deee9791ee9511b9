// Loaded before a server that is measured: tells its memory when it is asked, after a garbage collection.
process.on('message', (question) => {
  if (question !== 'memory') return;
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ memory: { heapUsed, external, rss } });
});
// No server outlives the bench.
process.on('disconnect', () => process.exit());
