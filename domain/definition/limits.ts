/** What a definition may hold. */
export const definitionLimits = {
  /** Bytes of its JSON in UTF-8; more is refused at save. */
  bytes: 256 * 1024,
  /** Objects and lists inside one another; more is refused at save. */
  depth: 200,
  steps: 500,
  triggers: 50,
  variables: 100,
} as const;
