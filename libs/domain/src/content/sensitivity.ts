import type { ContentDocument } from './document.js';

/** Subjects that need a safety reviewer besides another person, and the beginnings of the topics that declare them. */
export const SENSITIVE_SUBJECTS = {
  SUICIDE: ['suicide', 'suicidal', 'self_harm', 'self_injury'],
  EATING_DISORDERS: ['eating_disorder', 'anorexia', 'bulimia', 'binge_eating', 'body_image'],
} as const satisfies Record<string, readonly string[]>;
export type SensitiveSubject = keyof typeof SENSITIVE_SUBJECTS;

/** The sensitive subjects that topics declare: `suicide_prevention` declares SUICIDE. */
export function declaredSubjects(topics: readonly string[]): SensitiveSubject[] {
  return (Object.keys(SENSITIVE_SUBJECTS) as SensitiveSubject[]).filter((subject) =>
    topics.some((topic) => SENSITIVE_SUBJECTS[subject].some((word) => topic.startsWith(word))),
  );
}

/** True when a document says of itself that it is about suicide, self-harm or eating disorders. */
export function isSensitive({ topics }: Pick<ContentDocument, 'topics'>): boolean {
  return declaredSubjects(topics).length > 0;
}
