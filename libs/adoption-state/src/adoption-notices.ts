import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AppLogger } from '#lib/observability';
import { AdoptionState, type AdoptionOutlook } from './adoption-state.js';
import type { Mendable } from './mendable.js';

/** Of one, and of more. */
const SAYS: Readonly<Record<keyof Mendable, readonly [one: string, more: (count: string) => string]>> = {
  wallets: [
    '1 wallet is a number and no Decimal128, without an opening balance',
    (count) => `${count} wallets are numbers and no Decimal128, without an opening balance`,
  ],
  amounts: [
    '1 stake has an amount that is a number and no Decimal128',
    (count) => `${count} stakes have an amount that is a number and no Decimal128`,
  ],
  earnings: [
    '1 stake has earnings that are a number and no Decimal128',
    (count) => `${count} stakes have earnings that are numbers and no Decimal128`,
  ],
  activations: [
    '1 ACTIVE stake has no activatedAt, and is not paid',
    (count) => `${count} ACTIVE stakes have no activatedAt, and are not paid`,
  ],
};

/** Says at the start, and to whoever asks, what adoption would still mend (docs/specification.md 6). */
@Injectable()
export class AdoptionNotices implements OnApplicationBootstrap {
  constructor(
    private readonly state: AdoptionState,
    private readonly log: AppLogger,
  ) {}

  /** Nobody waits for it: on a large database counting takes its seconds. */
  onApplicationBootstrap(): void {
    this.lines().then(
      (lines) => {
        for (const line of lines) this.log.write('warn', line);
      },
      (error: unknown) => this.log.failure('What adoption would mend could not be counted', error),
    );
  }

  /** @returns one sentence a kind, in words for an operator; none where nothing is to be mended */
  async lines(): Promise<string[]> {
    return adoptionLines(await this.state.outlook());
  }
}

/** One sentence a kind, in words for an operator; none where nothing is to be mended. Pure. */
export function adoptionLines({ mendable, countedAtMost }: AdoptionOutlook): string[] {
  return (Object.keys(SAYS) as (keyof Mendable)[]).flatMap((kind) => {
    const count = mendable[kind];
    if (count === 0) return [];
    const told = count === null ? 'Some' : count.toLocaleString('en');
    const least = count === null || count < countedAtMost ? told : `${told} or more`;
    const [one, more] = SAYS[kind];
    return count === 1
      ? [`${one}: "npm run adopt" says more and mends it.`]
      : [`${more(least)}: "npm run adopt" says more and mends them.`];
  });
}
