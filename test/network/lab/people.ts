/** Two people in the lab: each a browser behind an access of their own; a site, a relay and a TURN server in the world. */
import { expect } from 'chai';
import type { BrowserKind } from '../../../scripts/browsers.mjs';
import { iceAnswer } from '../../../server/relay/turn.js';
import { made, sha256 } from '../../helpers/browsers/contents.js';
import type { PersonPage } from '../../helpers/browsers/page.js';
import { startSite, type Site } from '../../helpers/browsers/site.js';
import { TestCoturn } from '../../helpers/coturn.js';
import { LabBrowser } from './browser.js';
import { network, WORLD, type Access, type NetworkKind, type Who } from './network.js';
import type { Quality } from './wire.js';

const TURN_PORT = 3478;
const TURN_SECRET = 'of the lab';
/** Of the credentials that are soon over. Seconds. */
export const SOON_S = 8;
/** Of the file of each cell, in bytes. */
export const FILE_SIZE = 1_000_000;
/** What that file is called. */
export const TALK_FILE = 'a file that goes along.bin';
/** Patience with a file on the slowest of these networks. Milliseconds. */
export const FILE_MS = 120_000;

/** The page of one person, in their browser. */
export class LabPerson {
  constructor(
    readonly who: Who,
    readonly access: Access,
    readonly browser: LabBrowser,
  ) {}

  /** Calls a function of the page. */
  async do<Name extends keyof PersonPage>(
    name: Name,
    ...args: Parameters<PersonPage[Name]>
  ): Promise<Awaited<ReturnType<PersonPage[Name]>>> {
    const call = `globalThis.person[${JSON.stringify(name)}](...${JSON.stringify(args)})`;
    return (await this.browser.evaluate(call)) as Awaited<ReturnType<PersonPage[Name]>>;
  }
}

/** What the conditions of a chat are. What is not said is open, with STUN and TURN over UDP. */
export interface Conditions {
  readonly alice?: NetworkKind;
  readonly bob?: NetworkKind;
  /** `false`: their routers let no UDP through. */
  readonly udp?: boolean;
  /** How the TURN server is spoken to; `none`: the site has none. Default: UDP, or TCP where no UDP passes. */
  readonly turn?: 'udp' | 'tcp' | 'none';
  readonly relayOnly?: boolean;
  /** Credentials for TURN come from the relay's `/ice`, and are over after this time. */
  readonly soonOver?: boolean;
  /** Of Alice's wire, from the start. */
  readonly quality?: Quality;
}

export class Lab {
  #meetings = 0;
  turn: TestCoturn;

  private constructor(
    readonly site: Site,
    readonly alice: LabPerson,
    readonly bob: LabPerson,
    turn: TestCoturn,
  ) {
    this.turn = turn;
  }

  static async start(kindOfAlice: BrowserKind, kindOfBob: BrowserKind): Promise<Lab> {
    const { alice, bob } = await network();
    const urls = [`turn:${WORLD}:${TURN_PORT}?transport=udp`];
    const site = await startSite('test/helpers/browsers/page.ts', {
      host: WORLD,
      turn: { urls, secret: TURN_SECRET, lifetime: SOON_S },
    });
    const turn = await startTurn();
    const [hers, his] = await Promise.all([
      LabBrowser.launch('alice', kindOfAlice, site.origin),
      LabBrowser.launch('bob', kindOfBob, site.origin),
    ]);
    return new Lab(site, new LabPerson('alice', alice, hers), new LabPerson('bob', bob, his), turn);
  }

  get people(): readonly [LabPerson, LabPerson] {
    return [this.alice, this.bob];
  }

  /** Both open a page, in a new profile and under new names, one asks the other, and they are connected. */
  async chat(conditions: Conditions = {}): Promise<void> {
    await this.agree(conditions);
    await this.both('reaches', 'active');
  }

  /** The same, until both have said yes. */
  async agree({ udp = true, relayOnly, soonOver, quality = {}, turn, ...kinds }: Conditions): Promise<void> {
    const number = ++this.#meetings;
    const transport = turn ?? (udp ? 'udp' : 'tcp');
    const urls = [
      ...(relayOnly ? [] : [`stun:${WORLD}:${TURN_PORT}`]),
      ...(transport === 'none' ? [] : [`turn:${WORLD}:${TURN_PORT}?transport=${transport}`]),
    ];
    await Promise.all(
      this.people.map(async ({ who, access, browser }) => {
        await access.wire.set(who === 'alice' ? quality : {});
        access.become(kinds[who] ?? 'open', { udp });
        const { iceServers } = await iceAnswer({ urls, secret: TURN_SECRET }, who, Date.now());
        const peer = who === 'alice' ? 'bob' : 'alice';
        const query = new URLSearchParams({ self: `${who}-${number}`, peer: `${peer}-${number}` });
        query.set('ice', soonOver ? '/ice' : JSON.stringify(iceServers));
        if (relayOnly) query.set('relay-only', '');
        await browser.open(`${this.site.origin}/?${query.toString()}`, 'globalThis.person !== undefined');
      }),
    );
    const { alice, bob } = this;
    await Promise.all([alice.do('ready'), bob.do('ready')]);
    await Promise.all([alice.do('peerIs', true), bob.do('peerIs', true)]);
    await alice.do('ask');
    await bob.do('reaches', 'incoming_request');
    await bob.do('accept');
  }

  /** The same call of both pages. */
  async both<Name extends keyof PersonPage>(
    name: Name,
    ...args: Parameters<PersonPage[Name]>
  ): Promise<readonly [Awaited<ReturnType<PersonPage[Name]>>, Awaited<ReturnType<PersonPage[Name]>>]> {
    const [hers, his] = await Promise.all([this.alice.do(name, ...args), this.bob.do(name, ...args)]);
    return [hers, his];
  }

  /** Messages both ways arrive, once and in order, and one file arrives as it was sent. */
  async talk(messages = 5): Promise<void> {
    const { alice, bob } = this;
    const from = ({ who }: LabPerson): string[] => Array.from({ length: messages }, (_, index) => `${who} ${index}`);
    await alice.do('sendFiles', [{ name: TALK_FILE, size: FILE_SIZE }]);
    await Promise.all([bob.do('acceptFiles', 1), alice.do('send', from(alice)), bob.do('send', from(bob))]);
    const [received] = await Promise.all([bob.do('filesOver', FILE_MS), alice.do('filesOver', FILE_MS)]);
    const hash = await sha256(made(TALK_FILE, FILE_SIZE));
    expect(received).to.deep.equal([{ name: TALK_FILE, size: FILE_SIZE, state: 'done', hash }]);
    expect(texts(await bob.do('received', messages))).to.deep.equal(from(alice));
    expect(texts(await alice.do('received', messages))).to.deep.equal(from(bob));
    await this.both('allSent', 'read');
  }

  /** The TURN server dies, with every allocation, and another one takes its place. */
  async restartTurn(): Promise<void> {
    await this.turn.stop();
    this.turn = await startTurn();
  }

  /** Ends the chat; fails where a page has put anything on its console that `allowed` does not match. */
  async end(allowed = /^$/): Promise<void> {
    await this.alice.do('end');
    await this.both('over');
    const said = await Promise.all(this.people.map(({ browser }) => browser.complaints()));
    expect(
      said.flat().filter((complaint) => !allowed.test(complaint)),
      'on the consoles',
    ).to.deep.equal([]);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.people.map(({ browser }) => browser.close()), this.turn.stop(), this.site.close()]);
  }
}

const startTurn = (): Promise<TestCoturn> => TestCoturn.start(TURN_SECRET, { address: WORLD, port: TURN_PORT });

/** Files are messages too, without a text. */
export const texts = (contents: readonly string[]): string[] => contents.filter((content) => content !== '');
