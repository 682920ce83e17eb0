import type { Rule } from 'eslint';

export declare const layers: Rule.RuleModule;
export declare function layerOf(path: string): { readonly name: string; readonly rank: number } | undefined;
