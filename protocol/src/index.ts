export * from './errors.ts';
export type * from './events.ts';
export * from './fold.ts';
export * from './frames.ts';
export * from './limits.ts';
export * from './name.ts';
export * from './parse.ts';
export * from './read.ts';
export * from './requests.ts';
