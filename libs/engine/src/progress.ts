/** Whoever runs a slot, told whenever a step of it gets on. */
export interface Progress {
  progressed(): void;
}

export const NOBODY: Progress = { progressed: () => undefined };
