import { conformance, type ConformanceHarness } from '../../../src/signaling/conformance.js';
import { LocalAdapter } from '../../../src/signaling/local.js';
import { MemoryHub } from '../../../src/signaling/memory.js';

const HARNESSES: Record<string, () => ConformanceHarness> = {
  'the in-memory hub': () => {
    const hub = new MemoryHub();
    return { page: () => hub.adapter() };
  },
  'local: (BroadcastChannel)': () => {
    const room = crypto.randomUUID();
    return { page: () => new LocalAdapter(room) };
  },
};

for (const [name, harness] of Object.entries(HARNESSES)) {
  describe(`${name} as a signaling adapter`, () => {
    for (const check of conformance) it(check.name, () => check.run(harness()));
  });
}
