import type { Page } from 'puppeteer-core';

/**
 * Clicks with the mouse, as a person does: when the element is there to be seen, and does not move any more.
 * Waits by frames first: a change within a shadow root wakes no one who only watches the document, as a locator does.
 */
export async function press(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector, { visible: true });
  await page.locator(selector).click();
}
