import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { toolPath } from '../../scripts/install.ts';

/** Headless Chromium, as Debian has it; nothing is downloaded. As root it has no sandbox of its own. */
export function openBrowser(): Promise<Browser> {
  const root = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: `/usr/bin/${toolPath('chromium')}`,
    args: ['--disable-gpu', ...(root ? ['--no-sandbox'] : [])],
  });
}

export interface Look {
  readonly scheme: 'light' | 'dark';
  readonly width: 360 | 1280;
}

/** One rule of axe that a page breaks, with the elements that do. */
export interface Violation {
  readonly rule: string;
  readonly elements: readonly string[];
}

/** A page in a window of its own, opened from disk as a person does; closed at the end of its scope. */
export class Window implements AsyncDisposable {
  readonly page: Page;
  /** what stood in the console, and errors that nothing caught */
  readonly said: string[] = [];
  /** addresses that were asked for, beside that of the page */
  readonly asked: string[] = [];
  readonly #folder: string;

  private constructor(page: Page, folder: string) {
    this.page = page;
    this.#folder = folder;
  }

  static async open(browser: Browser, html: string, { scheme, width }: Look): Promise<Window> {
    const folder = mkdtempSync(join(tmpdir(), 'mlops-window-'));
    const path = join(folder, 'report.html');
    writeFileSync(path, html);
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme });
    const page = await context.newPage();
    const window = new Window(page, folder);
    const address = pathToFileURL(path).href;
    page.on('console', (message) => window.said.push(message.text()));
    page.on('pageerror', (error) => window.said.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== address) window.asked.push(request.url());
    });
    await page.goto(address);
    return window;
  }

  async look({ scheme, width }: Look): Promise<void> {
    await this.page.emulateMedia({ colorScheme: scheme });
    await this.page.setViewportSize({ width, height: 800 });
  }

  /** Unfolds what is folded: axe looks only at what is seen. */
  async unfold(): Promise<void> {
    await this.page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true;`);
  }

  /** What axe finds wrong by any of its rules, best practices among them. */
  async violations(): Promise<readonly Violation[]> {
    await this.page.evaluate(`${axe.source}; undefined`);
    return this.page.evaluate<
      Violation[]
    >(`axe.run({ resultTypes: ['violations'], preload: false }).then((found) =>
      found.violations.map(({ id, nodes }) => ({ rule: id, elements: nodes.map(({ html }) => html.slice(0, 200)) })))`);
  }

  /** How much wider the page is than its window. */
  overhang(): Promise<number> {
    const { page } = this;
    return page.evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
