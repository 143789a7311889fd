export interface DependencyRules {
  readonly licences: readonly string[];
  /** Packages by name, each with the reason. */
  readonly otherLicences: Readonly<Record<string, string>>;
  /** The same by name and version. */
  readonly installScripts: Readonly<Record<string, string>>;
  readonly deprecated: Readonly<Record<string, string>>;
  readonly advisories: {
    readonly lookedUpOn: string;
    readonly list: readonly {
      readonly id: string;
      readonly package: string;
      readonly affected: string;
      readonly what: string;
    }[];
  };
}

export function compareVersions(a: string, b: string): number;
export function isAffected(version: string, affected: string): boolean;
export function isLicenceAllowed(licence: string, allowed: readonly string[]): boolean;
export function dependencyFaults(parts: {
  readonly manifest: object;
  readonly lock: { readonly packages: Readonly<Record<string, object>> };
  readonly rules: DependencyRules;
  readonly licenceOf?: (place: string) => string | null;
  readonly node?: string;
}): string[];
