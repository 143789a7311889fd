import type { Removal } from '#domain';
import type { Touched } from '../transaction.js';

/** What of the programme a removal, or its end, touches. */
export function removalTouches({ subjectType, subjectId }: Pick<Removal, 'subjectType' | 'subjectId'>): [Touched] {
  switch (subjectType) {
    case 'REVISION':
      return [{ revision: subjectId }];
    case 'ITEM':
      return [{ item: subjectId }];
    case 'PARTNER':
      return [{ partner: subjectId }];
    case 'CAMPAIGN':
      return [{ campaign: subjectId }];
    case 'HELPLINE':
      return ['HELP'];
    case 'GUIDE':
      return ['GUIDES'];
  }
}
