/** A slot that the present screen does not show: what the page has put in it keeps its place, and `slotchange` comes. */
import { html, type TemplateResult } from 'lit';

export const spareSlot = (name: string): TemplateResult => html`<slot name=${name} hidden></slot>`;
