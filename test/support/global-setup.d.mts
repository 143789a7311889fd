/** Starts a PostgreSQL with a template database; what `cloneTestDatabase` needs. */
export default function globalSetup(): Promise<void>;
