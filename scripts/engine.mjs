/**
 * Prisma's schema engine as WebAssembly, so that migrations are compared and written without downloading anything.
 *
 * The engine and the pg adapter do not fit each other as they are published (versions in package.json); each cure
 * below names what happens without it. Used by developers' scripts only: the program applies its migrations itself.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { startTemporaryPostgres } from './temporary-postgres.mjs';

const CHAR_OID = 18;
const TEXT_OID = 25;
const NO_FILTERS = { externalTables: [], externalEnums: [] };

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const schemaFile = join(root, 'prisma/schema.prisma');
export const migrationsFolder = join(root, 'prisma/migrations');

/**
 * The adapter cannot read the type "char" ("could not be deserialized"), which the engine selects from the catalogue and
 * wants as a character: as text it panics.
 */
function readChar(queryable) {
  const characters = new WeakMap();
  const performIO = queryable.performIO.bind(queryable);
  queryable.performIO = async (query) => {
    const result = await performIO(query);
    const found = result.fields.map((field) => field.dataTypeID === CHAR_OID);
    characters.set(query, found);
    result.fields.forEach((field, index) => found[index] && (field.dataTypeID = TEXT_OID));
    return result;
  };
  const queryRaw = queryable.queryRaw.bind(queryable);
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const isCharacter = characters.get(query) ?? [];
    const columnTypes = result.columnTypes.map((type, i) => (isCharacter[i] ? ColumnTypeEnum.Character : type));
    return { ...result, columnTypes };
  };
}

/** The adapter splits a script at every ';', also inside a $$ body, a string or a comment: it is sent whole. */
function sendScriptsWhole(adapter) {
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script);
    } catch (error) {
      const place = error.position ? ` near "${script.slice(error.position - 1, Number(error.position) + 60)}"` : '';
      throw Object.assign(error, { message: `${error.message}${place}` });
    }
  };
}

function cured(adapter) {
  readChar(adapter);
  sendScriptsWhole(adapter);
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (level) => {
    const transaction = await startTransaction(level);
    readChar(transaction);
    return transaction;
  };
  return adapter;
}

/**
 * The published shadow database lands in the main one when a URL is given, and is dropped before its pool is closed.
 * The engine disposes of nothing, so every pool and shadow database is kept here, and `close` ends them.
 */
function adapterFactory(config) {
  const pools = [];
  const shadows = [];
  const connect = async (database) => {
    const pool = new pg.Pool({ ...config, ...(database && { database }) });
    pools.push(pool);
    return cured(await new PrismaPg(pool).connect());
  };
  const create = async () => {
    const name = `marquee_shadow_${randomUUID().replaceAll('-', '')}`;
    const admin = new pg.Client(config);
    await admin.connect();
    try {
      await admin.query(`CREATE DATABASE "${name}" TEMPLATE template0`);
    } finally {
      await admin.end();
    }
    shadows.push(name);
    return connect(name);
  };
  const close = async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    const admin = new pg.Client(config);
    await admin.connect();
    for (const name of shadows) await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    await admin.end();
  };
  return {
    factory: {
      provider: 'postgres',
      adapterName: '@prisma/adapter-pg',
      connect: () => connect(),
      connectToShadowDb: create,
    },
    close,
  };
}

/** A panic inside the engine is reported through this global; without it the engine fails without saying why. */
const panics = { message: '', set_message: (message) => (panics.message = message) };
let wasm;

/** Once per process: a second instance of the module crashes. */
async function loadWasm() {
  if (wasm) return wasm;
  globalThis.PRISMA_WASM_PANIC_REGISTRY = panics;
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const file = fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')).replace(
    /\.js$/,
    '.wasm',
  );
  const module = new WebAssembly.Module(readFileSync(file));
  const instance = new WebAssembly.Instance(module, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  wasm = bindings;
  return wasm;
}

/** The migrations of a folder in their order, as the engine wants them. */
export function readMigrations(folder) {
  const names = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .toSorted()
    : [];
  const lockFile = join(folder, 'migration_lock.toml');
  return {
    baseDir: folder,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockFile) ? readFileSync(lockFile, 'utf8') : 'provider = "postgresql"\n',
    },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

/** A panic traps outside of every promise: the call would never settle and the exception would end the process. */
async function orPanic(work) {
  let onPanic;
  const panicked = new Promise((_, reject) => {
    onPanic = reject;
    process.once('uncaughtException', onPanic);
  });
  try {
    return await Promise.race([work(), panicked]);
  } finally {
    process.off('uncaughtException', onPanic);
  }
}

/** The engine names an error of the adapter by number only; the adapter keeps the error itself. */
function explained(error, adapter) {
  const message = String(panics.message || error?.message || error);
  const id = /External error id#(\d+)/.exec(message)?.[1];
  const cause = id === undefined ? undefined : adapter.errorRegistry.consumeError(Number(id))?.error;
  const migration = /Migration `[^`]+` failed to apply/.exec(message)?.[0];
  const reason = cause ? [migration, cause.message].filter(Boolean).join(': ') : message;
  return new Error(`The schema engine failed: ${reason}`, { cause: cause ?? error });
}

/**
 * The SQL that brings a database made by the migrations to the schema.
 *
 * @param {object} server a pg client configuration; databases are created in it and dropped again
 * @returns {Promise<string | null>} null when nothing differs
 */
export async function missingSql(server, { schema = schemaFile, migrations = migrationsFolder } = {}) {
  const files = [{ path: basename(schema), content: readFileSync(schema, 'utf8') }];
  const { SchemaEngine } = await loadWasm();
  const { factory, close } = adapterFactory(server);
  const bound = bindMigrationAwareSqlAdapterFactory(factory);
  const difference = async () => {
    const engine = await SchemaEngine.new({ datamodels: files.map((f) => [f.path, f.content]) }, () => {}, bound);
    return engine.diff({
      from: { tag: 'migrations', ...readMigrations(migrations) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: NO_FILTERS,
    });
  };
  try {
    const { exitCode, stdout } = await orPanic(difference);
    return exitCode === 0 ? null : (stdout ?? '');
  } catch (error) {
    throw explained(error, bound);
  } finally {
    await close();
  }
}

/** Runs `work` with DRIFT_DATABASE_URL, or with a PostgreSQL started for it and stopped afterwards. */
export async function withServer(work) {
  const url = process.env.DRIFT_DATABASE_URL;
  if (url) return work({ connectionString: url });
  const server = await startTemporaryPostgres();
  try {
    return await work(server.config);
  } finally {
    await server.stop();
  }
}
