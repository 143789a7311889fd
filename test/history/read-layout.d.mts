export const READ_FIELDS: readonly string[];
export const READ_BYTES: number;
export const CLIENT_STEP: number;
export const SERVER_STEP: number;
export const SURFACE_STEP: number;
export const FLAGS: { readonly isOk: number; readonly hasHelp: number };
export const CLOCKS_MS: number;
export function tagOf(text: string): number;
