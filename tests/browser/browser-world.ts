import type { Browser, BrowserContext, Page } from 'playwright-core';
import { RunningProduct } from '../bin/running-product.ts';
import { openChromium } from './chromium.ts';

export const administrator = { email: 'admin@cadenza.test', password: 'a-long-enough-password' };
/** How long a page may take for anything, in ms. */
const patience = 90_000;
const apiKey = 'cadenza-browser-tests-0123456789abcdef';

export type PageOptions = {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  readonly locale?: string;
};

type SignInOptions = PageOptions & { readonly user?: { readonly email: string; readonly password: string } };

/** The whole product with a browser before it. Errors that pages report are gathered. */
export class BrowserWorld {
  readonly product: RunningProduct;
  readonly #browser: Browser;
  /** What signed-in users keep between their pages, by language and address of the user: a page that begins from nothing loads for seconds. */
  readonly #signedIn = new Map<string, BrowserContext>();
  readonly errors: string[] = [];

  private constructor(product: RunningProduct, browser: Browser) {
    this.product = product;
    this.#browser = browser;
  }

  static async open(executablePath: string): Promise<BrowserWorld> {
    const product = await RunningProduct.create(undefined, {
      CADENZA_ADMIN_EMAIL: administrator.email,
      CADENZA_ADMIN_PASSWORD: administrator.password,
      CADENZA_API_KEY: apiKey,
      CADENZA_SEED: 'demo',
      CADENZA_ZONE: 'Europe/Warsaw',
    });
    product.start();
    try {
      await product.untilReady();
      return new BrowserWorld(product, await openChromium(executablePath));
    } catch (error) {
      await product.dispose();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.product.dispose();
  }

  /** Closes all pages, and forgets what they kept but for who is signed in. */
  async closePages(): Promise<void> {
    const kept = new Set(this.#signedIn.values());
    for (const context of this.#browser.contexts()) {
      if (kept.has(context)) await Promise.all(context.pages().map(closePage));
      else await context.close();
    }
  }

  /** A page nobody is signed in on. */
  async page(options: PageOptions = {}): Promise<Page> {
    return this.#pageIn(await this.#context(options), options);
  }

  /** A page of a user, the administrator where nobody is named, at an address of the app; who signs in again goes on with the session of before. */
  async signedIn(path: string, { user = administrator, ...options }: SignInOptions = {}): Promise<Page> {
    const key = `${options.locale} ${user.email}`;
    const known = this.#signedIn.get(key);
    const context = known ?? (await this.#context(options));
    const page = await this.#pageIn(context, options);
    await page.goto(this.product.address + path);
    if (!known) {
      await page.locator('input[name=email]').fill(user.email);
      await page.locator('input[name=password]').fill(user.password);
      await page.locator('button[type=submit]').click();
    }
    await page.locator('nav').first().waitFor();
    this.#signedIn.set(key, context);
    return page;
  }

  /** A request to the API with the administrator's key. */
  async api(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.product.address + path, {
      method,
      // A connection of its own: one that was kept open may be closed by the other side at this very moment.
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', connection: 'close' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  }

  async #context({ locale = 'en-GB' }: PageOptions): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ locale, timezoneId: 'Europe/Warsaw', reducedMotion: 'reduce' });
    context.setDefaultTimeout(patience);
    return context;
  }

  async #pageIn(context: BrowserContext, { width = 1440, height = 900, scheme = 'light' }: PageOptions): Promise<Page> {
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      // What a page looked for and was not there is told as an answer, and shown as such.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.errors.push(message.text());
    });
    return page;
  }
}

async function closePage(page: Page): Promise<void> {
  await page.evaluate('localStorage.clear()');
  await page.close();
}
