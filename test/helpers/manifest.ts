/** What custom-elements.json says, for tests in a browser that hold every element to it. */
import { DMFileTray } from '../../components/dm-file-tray/dm-file-tray.js';
import { DMRecorder } from '../../components/dm-voice/dm-recorder.js';
import * as elements from '../../components/index.js';

interface Named {
  readonly name: string;
}
export interface ManifestAttribute extends Named {
  readonly fieldName: string;
  readonly type: { readonly text: string };
  readonly default?: string;
}
export interface ManifestElement {
  readonly tagName: keyof HTMLElementTagNameMap & `dm-${string}`;
  readonly attributes?: readonly ManifestAttribute[];
  readonly events?: readonly Named[];
  readonly slots?: readonly Named[];
  readonly cssParts?: readonly Named[];
  readonly cssStates?: readonly Named[];
  readonly members?: readonly (Named & {
    readonly kind: string;
    readonly privacy?: string;
    readonly readonly?: boolean;
  })[];
}

interface Manifest {
  readonly modules: readonly { readonly declarations?: readonly Partial<ManifestElement>[] }[];
}

const manifest = (await (await fetch('/custom-elements.json')).json()) as Manifest;

/** Every element there is. */
export const ELEMENTS = manifest.modules
  .flatMap(({ declarations }) => declarations ?? [])
  .filter((each): each is ManifestElement => each.tagName !== undefined);

/** Each tag with the class of its element: one that has no place in the types of the platform does not compile. */
export const CLASSES = {
  'dm-composer': elements.DMComposer,
  'dm-file': elements.DMFile,
  'dm-file-tray': DMFileTray,
  'dm-invite': elements.DMInvite,
  'dm-launcher': elements.DMLauncher,
  'dm-manual': elements.DMManual,
  'dm-message': elements.DMMessage,
  'dm-message-list': elements.DMMessageList,
  'dm-provider': elements.DMProvider,
  'dm-recorder': DMRecorder,
  'dm-request-button': elements.DMRequestButton,
  'dm-request-dialog': elements.DMRequestDialog,
  'dm-session': elements.DMSessionElement,
  'dm-status': elements.DMStatus,
  'dm-verify': elements.DMVerify,
  'dm-voice': elements.DMVoice,
} satisfies {
  readonly [Tag in keyof HTMLElementTagNameMap & `dm-${string}`]: new () => HTMLElementTagNameMap[Tag];
};
