import type { ApolloServerPlugin } from '@apollo/server';
import type { Answers } from '#delivery';
import { SECOND_MS, type ViewerClues } from '#domain';
import { helpObject } from './answer-view.js';
import type { DeliveryContext } from './delivery-context.js';

/** No cache keeps an answer longer: a takedown must get through. */
const CACHE_MS_MAX = 60 * SECOND_MS;

/**
 * Says how long a response may be kept: never past the first boundary of any answer in it; an error not at all, but with
 * help in its extensions, resolved for the region of the variables where they name one.
 */
export function answerPlugin(answers: Answers): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ request, response, contextValue }) => {
        const result = response.body.kind === 'single' ? response.body.singleResult : null;
        const { headers } = response.http;
        headers.set('vary', 'accept-encoding');
        if (result?.errors !== undefined && result.errors.length > 0) {
          headers.set('cache-control', 'no-store');
          result.extensions = { ...result.extensions, help: helpObject(answers.help(cluesOf(request.variables)).help) };
          return;
        }
        const { validUntil } = contextValue as DeliveryContext;
        const left = validUntil === null ? 0 : validUntil - answers.now();
        const seconds = Math.max(0, Math.floor(Math.min(left, CACHE_MS_MAX) / SECOND_MS));
        headers.set('cache-control', seconds > 0 ? `public, max-age=${seconds}` : 'no-store');
      },
    }),
  };
}

/** Region and language of a `viewer` among the variables, whatever else is wrong with the request. */
function cluesOf(variables: Record<string, unknown> | undefined): ViewerClues {
  const viewer = variables?.viewer;
  if (typeof viewer !== 'object' || viewer === null) return {};
  const text = (name: string) => {
    const value: unknown = Reflect.get(viewer, name);
    return typeof value === 'string' ? value.slice(0, 100) : null;
  };
  return { region: text('region'), locale: text('locale') };
}
