/**
 * Two people, each behind a router, and the world between them, as Linux network namespaces:
 *
 *   alice ──wire── alice-router ──┐
 *                                 ├── the world: 203.0.113.1, this process with its servers
 *   bob ────wire── bob-router ────┘
 *
 * The world is the network namespace that this process itself runs in, and `scripts/network.mjs` has made it, together
 * with namespaces for mounts and processes: when this process ends, in whatever way, the kernel takes all of it away.
 * Addresses are those of RFC 5737 (public) and RFC 1918 (private). Node only.
 */
import { env } from 'node:process';
import { inside, ip, run } from './command.js';
import { Wire } from './wire.js';

/** The address of everything that is public: site, relay, TURN server. */
export const WORLD = '203.0.113.1';
/** Says that this process runs in a network of its own; changing addresses anywhere else would be rude. */
export const LAB_VARIABLE = 'DM_NETWORK_LAB';

/**
 * `open`: a public address. `cone`: one port of the router for one port inside, whomever it talks to, and only who was
 * spoken to may answer (RFC 4787: endpoint-independent mapping, address and port-dependent filtering); STUN is enough.
 * `symmetric`: another random port for each destination; where both sides filter, only TURN helps.
 */
export const NETWORK_KINDS = ['open', 'cone', 'symmetric'] as const;
export type NetworkKind = (typeof NETWORK_KINDS)[number];

export type Who = 'alice' | 'bob';

interface Plan {
  readonly router: string;
  /** Inside and outside addresses by place: a person who moves comes by another Wi-Fi, which has another router. */
  readonly places: readonly { readonly inner: string; readonly outer: string }[];
  /** The network inside an open router, which the world knows the way to; and the person's address in it. */
  readonly open: { readonly network: string; readonly router: string; readonly person: string };
}

const PLANS: Readonly<Record<Who, Plan>> = {
  alice: {
    router: 'alice-router',
    places: [
      { inner: '192.168.1.2', outer: '203.0.113.11' },
      { inner: '192.168.7.2', outer: '203.0.113.17' },
    ],
    open: { network: '198.51.100.0/25', router: '198.51.100.1', person: '198.51.100.2' },
  },
  bob: {
    router: 'bob-router',
    places: [
      { inner: '192.168.2.2', outer: '203.0.113.12' },
      { inner: '192.168.8.2', outer: '203.0.113.18' },
    ],
    open: { network: '198.51.100.128/25', router: '198.51.100.129', person: '198.51.100.130' },
  },
};

/** Which ports a router gives after `rebind()`: none that it gave before, since it keeps those of the system. */
const OTHER_PORTS = '20000-29999';

/** One person's access to the world. */
export class Access {
  #place = 0;
  #kind: NetworkKind = 'open';
  #udp = true;

  constructor(
    /** Also the name of their namespace. */
    readonly who: Who,
    readonly wire: Wire,
  ) {}

  /** Every address that the other person should not learn in a relay-only chat. */
  get addresses(): readonly string[] {
    const { open, places } = PLANS[this.who];
    return this.#kind === 'open' ? [open.person] : places.flatMap(({ inner, outer }) => [inner, outer]);
  }

  /** Gives them an access of this kind, with addresses to match. */
  become(kind: NetworkKind, { udp = true }: { readonly udp?: boolean } = {}): void {
    this.#kind = kind;
    this.#udp = udp;
    this.#place = 0;
    this.#address();
    this.#filter({ open: '', cone: 'masquerade', symmetric: 'masquerade random,fully-random' }[kind]);
  }

  /** Another network, without a word to the old one: other addresses inside and outside. */
  move(): void {
    if (this.#kind === 'open') throw new Error('an open network has one place');
    this.#place = 1 - this.#place;
    this.#address();
  }

  /**
   * The router forgets whom it let through to which port, as after a power cut or a long silence, and gives other ports
   * from now on. Neither side is told.
   */
  rebind(): void {
    if (this.#kind === 'open') throw new Error('an open network has no translation');
    this.#filter(`meta l4proto { tcp, udp } masquerade to :${OTHER_PORTS}`);
    // The kernel forgets what it masqueraded when the device goes down.
    ip(PLANS[this.who].router, 'link set outside down');
    this.#address();
  }

  /** How many packets of UDP have left by a port that `rebind()` gave. */
  get rebound(): number {
    const listed = inside(PLANS[this.who].router, 'nft', ['list', 'counter', 'ip', 'router', 'rebound']);
    return Number(/packets (\d+)/.exec(listed)?.[1]);
  }

  #address(): void {
    const { who } = this;
    const { router, open, places } = PLANS[who];
    const place = places[this.#place];
    if (!place) throw new RangeError('no such place');
    const person = this.#kind === 'open' ? open.person : place.inner;
    const gateway = this.#kind === 'open' ? open.router : place.inner.replace(/\d+$/, '1');
    ip(
      who,
      'addr flush dev eth0',
      `addr add ${person}/24 dev eth0`,
      'link set eth0 up txqueuelen 5000',
      'route replace default dev eth0',
    );
    ip(
      router,
      'addr flush dev inside',
      'addr flush dev outside',
      `addr add ${gateway} peer ${person} dev inside`,
      `addr add ${place.outer}/24 dev outside`,
      'link set inside up txqueuelen 5000',
      'link set outside up',
      `route replace default via ${WORLD}`,
    );
    ip(null, `route replace ${open.network} via ${place.outer}`);
  }

  /** `translate`: the statement of nftables that gives addresses and ports to what leaves. */
  #filter(translate: string): void {
    const { router } = PLANS[this.who];
    const forward = [
      ...(this.#udp ? [] : ['meta l4proto udp drop']),
      ...(this.#kind === 'open'
        ? ['accept']
        : ['iifname "inside" accept', 'ct state established,related accept', 'drop']),
    ];
    inside(
      router,
      'nft',
      ['-f', '-'],
      `flush ruleset
table ip router {
  chain forward { type filter hook forward priority 0; policy drop; ${forward.join('; ')}; }
  chain outgoing { type nat hook postrouting priority 100; ${translate && `oifname "outside" ${translate};`} }
  counter rebound {}
  chain leaving { type filter hook postrouting priority 300; oifname "outside" udp sport ${OTHER_PORTS} counter name rebound; }
  # Without this, a packet that comes before ours has left is answered, and takes the port that ours would have had.
  chain self { type filter hook input priority 0; iifname "outside" ct state new drop; }
}
`,
    );
  }
}

export type Network = Readonly<Record<Who, Access>>;

let made: Promise<Network> | null = null;

/** The network of this process: there is one, made by whoever comes first. */
export function network(): Promise<Network> {
  made ??= make();
  return made;
}

/** Root hooks of mocha: what is still running would keep this process from ending. */
export const mochaHooks = {
  afterAll: async (): Promise<void> => {
    const { alice, bob } = (await made) ?? {};
    await Promise.all([alice?.wire.stop(), bob?.wire.stop()]);
  },
};

async function make(): Promise<Network> {
  if (env[LAB_VARIABLE] !== 'yes') throw new Error('run it by "npm run test:network": it needs a network of its own');
  ip(
    null,
    'link set lo up',
    'link add world type bridge',
    'link set world up',
    `addr add ${WORLD}/24 dev world`,
    'netns add alice',
    'netns add bob',
    'netns add alice-router',
    'netns add bob-router',
  );
  const forward = ['-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward'];
  run('sh', forward);
  for (const { router } of Object.values(PLANS)) inside(router, 'sh', forward);
  const [alice, bob] = await Promise.all((['alice', 'bob'] as const).map(access));
  if (!alice || !bob) throw new Error('no access');
  return { alice, bob };
}

async function access(who: Who): Promise<Access> {
  const { router } = PLANS[who];
  ip(
    null,
    `link add ${who} type veth peer name outside netns ${router}`,
    `link set ${who} master world`,
    `link set ${who} up`,
  );
  const wire = await Wire.start({ namespace: who, device: 'eth0' }, { namespace: router, device: 'inside' });
  for (const namespace of [who, router]) ip(namespace, 'link set lo up');
  const made = new Access(who, wire);
  made.become('open');
  return made;
}
