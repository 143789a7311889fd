/**
 * A start that cannot go on for a reason outside the program, which a person can cure.
 *
 * It is printed as it stands and without a stack: `message` names what was found, the value and the place; `cure` is the
 * next step. Neither ever holds a password.
 */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal';

  constructor(
    message: string,
    readonly cure: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
