export function traces(text: string, ownPaths?: readonly string[]): { line: number; what: string }[];
