import type { ApolloServerPlugin } from '@apollo/server';
import { cacheControl, VARY, type Answers } from '#delivery';
import { staticHelp, type Help, type ViewerClues } from '#domain';
import { helpObject } from './answer-view.js';
import type { DeliveryContext } from './delivery-context.js';

const CLUE_LENGTH_MAX = 100;

/**
 * Says how long a response may be kept: never past the first boundary of any answer in it; an error not at all, but with
 * help in its extensions, resolved for the region of the variables where they name one. So is an answer that is empty.
 */
export function answerPlugin(answers: Answers): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ request, response, contextValue }) => {
        const result = response.body.kind === 'single' ? response.body.singleResult : null;
        const { validUntil, emptyFor } = contextValue as DeliveryContext;
        const { headers } = response.http;
        headers.set('vary', VARY);
        const isError = (result?.errors?.length ?? 0) > 0;
        headers.set('cache-control', isError ? 'no-store' : cacheControl(validUntil, answers.now()));
        if (result === null || (!isError && emptyFor === null)) return;
        const help = isError
          ? helpFor(answers, cluesOf(request.variables))
          : answers.helpFor(emptyFor!, answers.now()).help;
        result.extensions = { ...result.extensions, help: helpObject(help) };
      },
    }),
  };
}

/** The error that is being answered may be one of help itself: then the compiled-in copy is what is left. */
function helpFor(answers: Answers, clues: ViewerClues): Help {
  try {
    return answers.help(clues).help;
  } catch {
    return staticHelp(null);
  }
}

/** Region and language among the variables, of a `viewer` or by themselves, whatever else is wrong with the request. */
function cluesOf(variables: Record<string, unknown> | undefined): ViewerClues {
  const text = (name: string): string | null => {
    const value = [variables?.viewer, variables]
      .map((holder) => fieldOf(holder, name))
      .find((one) => one !== undefined);
    return typeof value === 'string' ? value.slice(0, CLUE_LENGTH_MAX) : null;
  };
  return { region: text('region'), subdivision: text('subdivision'), locale: text('locale') };
}

function fieldOf(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}
