/** custom-elements.json, as tests read it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.js';

export interface Named {
  readonly name: string;
  readonly default?: string;
  readonly syntax?: string;
  readonly type?: { readonly text: string };
  readonly description?: string;
}

export interface Declaration extends Named {
  readonly summary?: string;
  readonly tagName?: string;
  readonly customElement?: boolean;
  readonly attributes?: readonly (Named & { readonly fieldName: string })[];
  readonly members?: readonly (Named & {
    readonly kind: string;
    readonly attribute?: string;
    readonly parameters?: readonly Named[];
  })[];
  readonly events?: readonly Named[];
  readonly slots?: readonly Named[];
  readonly cssParts?: readonly Named[];
  readonly cssProperties?: readonly Named[];
  readonly cssStates?: readonly Named[];
}

export interface Manifest {
  readonly modules: readonly { readonly path: string; readonly declarations: readonly Declaration[] }[];
}

export const manifest = JSON.parse(readFileSync(join(ROOT, 'custom-elements.json'), 'utf8')) as Manifest;

/** Every element, with the file that defines it. */
export const documented = manifest.modules.flatMap(({ path, declarations }) =>
  declarations.flatMap(({ tagName, cssProperties = [], ...each }) =>
    tagName ? [{ ...each, path, tagName, cssProperties }] : [],
  ),
);

/** Those that a page places: the recorder belongs to the composer. */
export const placed = documented.filter(({ tagName }) => tagName !== 'dm-recorder');
