import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { until } from './until.js';

/** Of one step of a page, on a busy machine. */
const PAGE_MS_MAX = 60_000;

export const isChromiumThere = spawnSync('chromium', ['--version']).status === 0;

type Answer = Record<string, unknown>;
interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}
type Heard = (method: string, params: Answer) => void;

/** Chromium without a screen, spoken to by its own protocol over a pipe; no name but the given one leads anywhere. */
export class RealBrowser {
  private count = 0;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Map<string, Heard>();
  private readonly toBrowser: Writable;

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    this.toBrowser = child.stdio[3] as Writable;
    let rest = '';
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop()!;
      for (const message of messages) this.hear(JSON.parse(message) as Answer);
    });
  }

  /** @param origin `http://marquee.example.org`, taken for one that is asked over TLS @param url where it is answered */
  static start(origin: string, url: string): RealBrowser {
    const folder = mkdtempSync(join(tmpdir(), 'marquee-browser-'));
    const flags = [
      '--headless=new',
      // Its sandbox does not start as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--remote-debugging-pipe',
      '--no-first-run',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-proxy-server',
      `--user-data-dir=${folder}`,
      `--unsafely-treat-insecure-origin-as-secure=${origin}`,
      `--host-resolver-rules=MAP ${new URL(origin).hostname} ${new URL(url).host.replace('localhost', '127.0.0.1')}, MAP * ~NOTFOUND, EXCLUDE localhost`,
      'about:blank',
    ];
    const child = spawn('chromium', flags, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      env: { ...process.env, HOME: folder },
    });
    return new RealBrowser(child, folder);
  }

  /** A window of its own, which shares nothing with another. */
  async open(): Promise<BrowserPage> {
    const { browserContextId } = await this.send('Target.createBrowserContext', {});
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new BrowserPage((method, params) => this.send(method, params, sessionId as string));
    this.listeners.set(sessionId as string, (method, params) => page.hear(method, params));
    await page.prepare();
    return page;
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    await this.send('Browser.close', {}).catch(() => undefined);
    await ended;
    // Its children may still write while they end.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  private send(method: string, params: object, sessionId?: string): Promise<Answer> {
    const id = (this.count += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.toBrowser.write(
        `${JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`,
      );
    });
  }

  private hear({ id, result, error, method, params, sessionId }: Answer): void {
    if (typeof id !== 'number') return this.listeners.get(String(sessionId))?.(String(method), params as Answer);
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) waiting?.resolve(result as Answer);
    else waiting?.reject(new Error((error as { message: string }).message));
  }
}

/** A page as somebody uses it: they read what is shown, click where it is, and type. */
export class BrowserPage {
  /** What the page complained of: its own messages, errors, and what its policy kept it from. Answers of 4xx are none. */
  readonly complaints: string[] = [];

  constructor(private readonly send: (method: string, params: object) => Promise<Answer>) {}

  async prepare(): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Log']) await this.send(`${domain}.enable`, {});
  }

  hear(method: string, params: Answer): void {
    const { entry } = params as { entry?: { source: string; level: string; text: string } };
    if (method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown')
      this.complaints.push(JSON.stringify(params));
    if (method === 'Log.entryAdded' && entry!.level !== 'verbose' && !/^network$/.test(entry!.source))
      this.complaints.push(`${entry!.source}: ${entry!.text}`);
  }

  async goTo(url: string): Promise<void> {
    // Somewhere else first: another part behind the # is no new page.
    await this.send('Page.navigate', { url: 'about:blank' });
    await this.until('it is blank', "location.href === 'about:blank'");
    await this.send('Page.navigate', { url });
    await this.until(`${url} is there`, "location.href !== 'about:blank' && document.readyState === 'complete'");
  }

  async value<Value>(expression: string): Promise<Value> {
    const given = { expression, returnByValue: true, awaitPromise: true };
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', given);
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: Value }).value;
  }

  /** While a page goes and another comes, nothing holds. */
  async until(what: string, expression: string): Promise<void> {
    const deadline = performance.now() + PAGE_MS_MAX;
    const holds = async () => (await this.value(`Boolean(${expression})`).catch(() => false)) === true;
    const shown = () => this.value('`${location.href}: ${document.body.innerText}`').catch(String);
    await until(what, async () => {
      if (await holds()) return true;
      if (performance.now() < deadline) return false;
      throw new Error(`not within ${PAGE_MS_MAX} ms: ${what}; what is shown: ${String(await shown())}`);
    });
  }

  /** Waits until it is said. */
  said(text: string): Promise<void> {
    return this.until(
      `"${text}" is said`,
      `document.getElementById('said')?.textContent.includes(${JSON.stringify(text)})`,
    );
  }

  text(id: string): Promise<string> {
    return this.value(`document.getElementById('${id}').innerText`);
  }

  /** Clicks the button that is shown and reads so. */
  async click(label: string): Promise<void> {
    const find = `[...document.querySelectorAll('button')].find((one) => one.innerText === ${JSON.stringify(label)} && one.checkVisibility())`;
    await this.until(`a button "${label}" is shown`, find);
    await this.clickAt(find);
  }

  /** Into an empty field, as by a keyboard. */
  async type(id: string, text: string): Promise<void> {
    const find = `document.getElementById('${id}')`;
    await this.until(`${id} is shown`, `${find}?.checkVisibility()`);
    await this.value(`${find}.value = ''`);
    await this.clickAt(find);
    await this.send('Input.insertText', { text });
  }

  /** An authenticator of this window: unlocked by its holder, keeps passkeys. */
  async plugInAuthenticator(): Promise<void> {
    await this.send('WebAuthn.enable', {});
    const kind = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true };
    await this.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...kind, isUserVerified: true, automaticPresenceSimulation: true },
    });
  }

  private async clickAt(find: string): Promise<void> {
    const at = await this.value<{ x: number; y: number }>(
      `(() => { const one = ${find}; one.scrollIntoView({ block: 'center' }); const { x, y, width, height } = one.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }; })()`,
    );
    for (const type of ['mousePressed', 'mouseReleased'])
      await this.send('Input.dispatchMouseEvent', { type, ...at, button: 'left', clickCount: 1 });
  }
}
