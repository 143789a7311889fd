import { transformFile } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { until } from '../support/until.js';

const LIBS = ['libs/domain', 'libs/persistence', 'libs/events', 'libs/operations'];
const PARTS = {
  scheduler: ['apps/scheduler', 'libs/scheduling', ...LIBS],
  api: ['apps/api', 'libs/editorial', 'libs/delivery', 'libs/identity', ...LIBS],
};

/** An app as it is built for production, in a folder of its own: other tests build into dist at the same time. */
export interface BuiltApp {
  readonly script: string;
  remove(): void;
}

export type BuiltScheduler = BuiltApp;

export function buildScheduler(): Promise<BuiltScheduler> {
  return buildApp('scheduler');
}

export async function buildApp(app: keyof typeof PARTS): Promise<BuiltApp> {
  const folder = mkdtempSync(join(tmpdir(), `marquee-${app}-`));
  const swcrc = JSON.parse(readFileSync('.swcrc', 'utf8')) as Record<string, unknown>;
  const files = PARTS[app].flatMap((part) =>
    readdirSync(join(part, 'src'), { recursive: true, encoding: 'utf8' }).map((name) => join(part, 'src', name)),
  );
  await Promise.all(
    files
      .filter((file) => /\.(ts|json)$/.test(file) && !file.endsWith('.spec.ts'))
      .map(async (file) => {
        const target = join(folder, 'dist', file.replace(/\.ts$/, '.js'));
        mkdirSync(dirname(target), { recursive: true });
        if (file.endsWith('.json')) cpSync(file, target);
        else writeFileSync(target, (await transformFile(file, { ...swcrc, swcrc: false })).code);
      }),
  );
  // The schemas are read from the sources, which stand where nest-cli.json does.
  for (const file of ['package.json', 'nest-cli.json', ...files.filter((name) => name.endsWith('.graphql'))])
    cpSync(file, join(folder, file));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return {
    script: join(folder, `dist/apps/${app}/src/main.js`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface LogLine extends Readonly<Record<string, unknown>> {
  readonly msg: string;
}

/** A process of an app, under a parent that listens for its `ready` as the launcher does. */
export class RunningApp {
  private readonly child: ChildProcess;
  private text = '';
  private port = 0;

  /** @param settings environment variables besides the ones that every process here has; of an API its PORT */
  constructor(script: string, settings: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [script], {
      env: { PATH: process.env.PATH, SCHEDULER_PORT: '0', MARQUEE_SUPERVISED: 'true', ...settings },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.text += String(chunk)));
    }
    this.child.on('message', (message: { type: string; port: number }) => {
      if (message.type === 'ready') this.port = message.port;
    });
  }

  get output(): string {
    return this.text;
  }

  /** The lines of its log with this message. */
  lines(message: string): LogLine[] {
    return this.text
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as LogLine)
      .filter((line) => line.msg === message);
  }

  async ready(): Promise<this> {
    await until('ready', () => this.port > 0 || this.hasEnded());
    if (this.hasEnded()) throw new Error(`The process has ended:\n${this.text}`);
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async get(path: string): Promise<Response> {
    return fetch(`${this.url}${path}`);
  }

  /** The value of a metric, without its prefix. */
  async metric(name: string): Promise<number> {
    const text = await (await this.get('/metrics')).text();
    const line = text.split('\n').find((one) => one.startsWith(`marquee_${name}`) && !one.startsWith('#'));
    if (line === undefined) throw new Error(`No metric ${name} in:\n${text}`);
    return Number(line.slice(line.lastIndexOf(' ') + 1));
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** As when the launcher dies. */
  disconnect(): void {
    this.child.disconnect();
  }

  async ended(): Promise<number | string> {
    if (!this.hasEnded()) await once(this.child, 'exit');
    return this.child.exitCode ?? this.child.signalCode ?? 'unknown';
  }

  /** For the end of a test, however far it came. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }

  private hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

export { RunningApp as RunningScheduler };
