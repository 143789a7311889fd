/** Limits of an operation of the public endpoint, whoever executes it. */
export const DELIVERY_LIMITS = {
  /** Fields inside one another: as deep as the introspection query of every GraphQL tool, and twice what a client app asks for. */
  depthMax: 15,
  tokensMax: 1_000,
} as const;
