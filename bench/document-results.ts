/** The shapes of `bench/results/*.json`, as far as the document needs them, and how figures are written. */
import type { Bar } from './chart.js';
import type { Spread } from './report.js';

export type Results = ReadonlyMap<string, object>;
export type Chart = (name: string, title: string, bars: readonly Bar[]) => string;
/** Lines of Markdown; none where nothing was measured. */
export type Section = (results: Results, chart: Chart) => readonly string[];

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return ['', line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line), ''];
}

export const fixed = (value: number, digits = 1): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

export const spreadText = ({ median, low, high }: Spread, digits = 1): string =>
  `${fixed(median, digits)} (${fixed(low, digits)} to ${fixed(high, digits)})`;

/** A goal, and whether it is reached. */
export const goal = (text: string, reached: boolean): string =>
  `**Goal:** ${text}: ${reached ? 'reached' : '**missed**'}.`;

export const nameOf = (name: string): string => (name === 'dm-elements' ? '**dm-elements**' : name);

export interface MessagesResults {
  readonly goals: { readonly p95OfRaw: number };
  readonly results: readonly {
    readonly name: string;
    /** Milliseconds to the first line there and back. */
    readonly cold: Spread;
    readonly warm: Spread;
    readonly processorMicroseconds: Spread;
    readonly paces: readonly {
      readonly pace: string;
      readonly p50: number;
      readonly p95: number;
      readonly p99: number;
      readonly count: number;
      /** Of the rounds. */
      readonly p95Spread?: Spread;
    }[];
  }[];
}

export interface ConnectResults {
  readonly kinds: readonly string[];
  readonly milliseconds: Readonly<Record<'simplePeer' | 'link' | 'active', Spread>> &
    Readonly<Partial<Record<'simplePeerDelivered' | 'delivered', Spread>>>;
}

export interface FilesResults {
  readonly kinds: readonly string[];
  /** Older ones say megabytes. */
  readonly mebibytes?: number;
  readonly megabytes?: number;
  readonly delay?: number;
  readonly loss?: number;
  readonly results: readonly FilesRow[];
}

export interface FilesRow {
  readonly name: string;
  /** Of its file. */
  readonly mebibytes?: number;
  readonly rate: Spread;
  /** Bytes: of who sends, of who receives. */
  readonly memory?: { readonly alice: Spread; readonly bob: Spread };
}

export interface FileMemoryResults {
  readonly goals: { readonly memory: number; readonly messageP95: number };
  readonly mebibytes: number;
  readonly megabytesPerSecond: number;
  readonly extraBytes: { readonly alice: number; readonly bob: number };
  readonly messageMilliseconds: { readonly p50: number; readonly p95: number };
}

export interface RelayResults {
  readonly goals: { readonly idleBytes: number; readonly ofEcho: number };
  readonly ofEcho: number;
  readonly summary: readonly {
    readonly name: string;
    readonly idleConnections: number;
    readonly idleBytesPerConnection: number;
    readonly messagesPerSecond: Spread;
    readonly latencyP99ms: Spread;
    readonly serverMicrosecondsPerMessage: Spread;
    readonly stormSeconds: Spread;
  }[];
}

export interface UiResults {
  readonly messages: number;
  readonly perSecond: number;
  readonly browsers: Readonly<
    Record<
      string,
      {
        /** Until an idle element can be used. Older ones have one figure. */
        readonly load?: { readonly cold: Spread; readonly warm: Spread };
        readonly ready?: number;
        readonly open: number;
        readonly p50: number;
        readonly p95: number;
        readonly heap?: number;
      }
    >
  >;
}

export interface SecureResults {
  readonly browsers: Readonly<
    Record<string, readonly { readonly name: string; readonly milliseconds: number; readonly goal?: number }[]>
  >;
}

export interface SizeResults {
  readonly goals: Readonly<Record<string, number>>;
  readonly stages: readonly {
    readonly name: string;
    readonly what?: string;
    readonly budget: number;
    readonly gzip: number;
    readonly brotli: number;
  }[];
  readonly deepChat: { readonly gzip: number; readonly brotli: number };
}

export interface GrowthResults {
  /** Older ones have no rounds, and divide everything by the count. */
  readonly rounds?: number;
  readonly sessions: readonly {
    readonly count: number;
    readonly connectMs: number;
    readonly deliverMs: number;
    readonly heapBytes: number;
  }[];
  readonly messages: readonly { readonly count: number; readonly milliseconds: number; readonly kept: number }[];
  readonly people: readonly { readonly count: number; readonly bytes: number; readonly deliverMs: number }[];
}
