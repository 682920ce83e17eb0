/** What a page may say about its chat: it is taken, or refused as `bad-config`; nothing else. */
import { expect } from 'chai';
import fc from 'fast-check';
import { DMClient } from '../../src/client.js';
import { DMError } from '../../src/errors.js';
import type { DMClientOptions } from '../../src/session/options.js';
import { createAdapter } from '../../src/signaling/resolve.js';
import { budget, LIMIT_MS } from './budget.js';

describe('fuzz: configuration', function () {
  this.timeout(LIMIT_MS);

  it('the value of `signaling`', async () => {
    const value = fc.oneof(
      fc.string(),
      fc
        .tuple(
          fc.constantFrom('local:', 'ws://', 'wss://', 'party://', 'signalr:', 'manual', 'http://', ' '),
          fc.string(),
        )
        .map(([scheme, rest]) => scheme + rest),
      fc.webUrl().map((url) => `signalr:${url}`),
    );
    await fc.assert(
      fc.asyncProperty(value, async (signaling) => {
        const made = await createAdapter(signaling).catch((error: unknown) => error);
        if (made instanceof Error) expect(DMError.is(made, 'bad-config'), String(made)).to.equal(true);
        else expect((made as { state: string }).state).to.equal('offline');
      }),
      budget(),
    );
  });

  it('every option of a client that is a plain value, as an attribute could give it', async () => {
    const any = fc.oneof(fc.jsonValue(), fc.double(), fc.constantFrom(NaN, Infinity, -0, 2 ** 53, 'true', '', null));
    const options = fc.record(
      {
        self: fc.oneof(fc.string({ minLength: 1, maxLength: 140 }), any),
        selfName: any,
        signaling: fc.oneof(fc.constant('local:fuzz'), fc.string()),
        relayOnly: any,
        linger: any,
        maxFileSize: any,
        filePolicy: any,
        requestPolicy: any,
        timeouts: fc.record({ reconnect: any, request: any, connect: any, wiped: any }, { requiredKeys: [] }),
      },
      { requiredKeys: ['self', 'signaling'] },
    );
    await fc.assert(
      fc.asyncProperty(options, async (values) => {
        let client: DMClient;
        try {
          client = new DMClient(values as unknown as DMClientOptions);
        } catch (error) {
          expect(DMError.is(error, 'bad-config'), String(error)).to.equal(true);
          return;
        }
        expect(client.session('bob').state).to.equal('idle');
        await client.destroy();
      }),
      budget(),
    );
  });
});
