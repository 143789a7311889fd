import { DELIVERY_SCALARS } from './scalars.js';

describe('an instant or a date', () => {
  it.each([
    ['DateTime', '0001-01-01T00:00:00Z', true],
    ['DateTime', '9999-12-31T23:59:59.999Z', true],
    ['DateTime', '0000-12-31T23:59:59Z', false],
    ['DateTime', '0001-01-01T00:00:00+14:00', false],
    ['DateTime', '9999-12-31T23:59:59-14:00', false],
    ['LocalDate', '0001-01-01', true],
    ['LocalDate', '9999-12-31', true],
    ['LocalDate', '0000-12-31', false],
  ] as const)('%s %s is taken or refused by its year', (name, text, isTaken) => {
    const read = () => DELIVERY_SCALARS[name].parseValue(text);
    if (isTaken) expect(read).not.toThrow();
    else expect(read).toThrow('in the years 1 to 9999');
  });
});
