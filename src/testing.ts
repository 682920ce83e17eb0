/**
 * `dm-elements/testing`: what the author of a signaling adapter tests it with, in any test runner.
 * `docs/signaling.md` shows how, with a whole adapter.
 */
export { conformance, type ConformanceCheck, type ConformanceHarness } from './signaling/conformance.js';
export { MemoryAdapter, MemoryHub } from './signaling/memory.js';
